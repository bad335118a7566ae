;; Makes a list of 1000 numbers and adds them up: a turn leaves 1000 structures to the collector.
;; turns: 10000
(module
  (type $pair (struct (field $head i32) (field $tail (ref null $pair))))
  (func (export "run") (param $turns i32) (result i32)
    (local $left i32) (local $sum i32) (local $list (ref null $pair))
    (loop $turn
      (local.set $list (ref.null $pair))
      (local.set $left (i32.const 1000))
      (loop $next
        (local.set $list (struct.new $pair (local.get $left) (local.get $list)))
        (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (loop $next
        (local.set $sum (i32.add (local.get $sum) (struct.get $pair $head (local.get $list))))
        (local.set $list (struct.get $pair $tail (local.get $list)))
        (br_if $next (i32.eqz (ref.is_null (local.get $list)))))
      (br_if $turn (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $sum)))
