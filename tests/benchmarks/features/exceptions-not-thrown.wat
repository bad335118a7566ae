;; Calls a function that might throw, and does not, in a block that would catch: a turn is 1000 calls.
;; turns: 30000
(module
  (tag $number (param i32))
  (func $careful (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (throw $number (local.get 0))))
    (i32.mul (local.get 0) (i32.const 3)))
  (func (export "run") (param $turns i32) (result i32)
    (local $left i32) (local $sum i32)
    (loop $turn
      (local.set $left (i32.const 1000))
      (loop $next
        (local.set $sum
          (i32.add (local.get $sum)
            (block $caught (result i32)
              (try_table (result i32) (catch $number $caught) (call $careful (local.get $left))))))
        (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (br_if $turn (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $sum)))
