;; Throws a number through three functions and catches it: a turn is 100 exceptions.
;; turns: 40000
(module
  (tag $number (param i32))
  (func $third (param i32) (result i32) (throw $number (local.get 0)))
  (func $second (param i32) (result i32) (i32.add (call $third (local.get 0)) (i32.const 1)))
  (func $first (param i32) (result i32) (i32.add (call $second (local.get 0)) (i32.const 1)))
  (func (export "run") (param $turns i32) (result i32)
    (local $left i32) (local $sum i32)
    (loop $turn
      (local.set $left (i32.const 100))
      (loop $next
        (local.set $sum
          (i32.add (local.get $sum)
            (block $caught (result i32)
              (try_table (result i32) (catch $number $caught) (call $first (local.get $left))))))
        (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (br_if $turn (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $sum)))
