;; operators: 15
;; A polynomial, a factor each turn.
(module
  (func (export "run") (param $turns i32) (result f64) (local $x f64) (local $sum f64)
    (local.set $x (f64.const 0.999))
    (loop $next
      (local.set $sum (f64.add (f64.mul (local.get $sum) (local.get $x)) (f64.const 0.5)))
      (local.set $x (f64.sub (f64.const 1) (local.get $x)))
      (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $sum)))
