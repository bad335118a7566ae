;; operators: 14
;; A direct call each turn.
(module
  (func $step (param $x i32) (param $y i32) (result i32)
    (i32.add (local.get $x) (i32.mul (local.get $y) (i32.const 3))))
  (func (export "run") (param $turns i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (call $step (local.get $sum) (local.get $turns)))
      (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $sum)))
