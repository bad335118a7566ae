;; Makes an array of 100 numbers, changes all and adds them up: a turn is 10 arrays.
;; turns: 20000
(module
  (type $numbers (array (mut i32)))
  (func $one (param $first i32) (result i32)
    (local $array (ref $numbers)) (local $at i32) (local $sum i32)
    (local.set $array (array.new $numbers (local.get $first) (i32.const 100)))
    (loop $next
      (array.set $numbers (local.get $array) (local.get $at)
        (i32.add (array.get $numbers (local.get $array) (local.get $at)) (local.get $at)))
      (local.set $sum
        (i32.add (local.get $sum) (array.get $numbers (local.get $array) (local.get $at))))
      (br_if $next
        (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 100))))
    (local.get $sum))
  (func (export "run") (param $turns i32) (result i32)
    (local $left i32) (local $sum i32)
    (loop $turn
      (local.set $left (i32.const 10))
      (loop $next
        (local.set $sum (i32.add (local.get $sum) (call $one (local.get $left))))
        (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (br_if $turn (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $sum)))
