;; operators: 19
;; Adds up the numbers of a kilobyte, again and again.
(module
  (memory 1)
  (func (export "run") (param $turns i32) (result i32) (local $at i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
      (i32.store offset=1024 (local.get $at) (local.get $sum))
      (local.set $at (i32.and (i32.add (local.get $at) (i32.const 4)) (i32.const 1023)))
      (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $sum)))
