;; Products of 1024 integers, four at once: a turn is 256 steps.
;; turns: 60000
(module
  (memory 1)
  (func (export "run") (param $turns i32) (result i32)
    (local $at i32) (local $sum v128)
    (loop $turn
      (local.set $at (i32.const 0))
      (loop $next
        (local.set $sum
          (i32x4.add (local.get $sum)
            (i32x4.mul (v128.load (local.get $at)) (i32x4.splat (local.get $turns)))))
        (v128.store (local.get $at) (i32x4.add (v128.load (local.get $at)) (local.get $sum)))
        (br_if $next
          (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 4096))))
      (v128.store (i32.const 0) (v128.const i32x4 1 2 3 4))
      (br_if $turn (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (i32x4.extract_lane 2 (local.get $sum))))
