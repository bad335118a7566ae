;; y = a * x + y for 1024 floats, four at once: a turn is 256 steps.
;; turns: 60000
(module
  (memory 1)
  (func (export "run") (param $turns i32) (result i32)
    (local $at i32)
    (loop $turn
      (local.set $at (i32.const 0))
      (loop $next
        (v128.store offset=4096 (local.get $at)
          (f32x4.add (v128.load offset=4096 (local.get $at))
            (f32x4.mul (f32x4.splat (f32.const 0.5))
              (f32x4.convert_i32x4_s (i32x4.splat (local.get $at))))))
        (br_if $next
          (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 4096))))
      (br_if $turn (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (i32.trunc_f32_s (f32.div (f32.load (i32.const 5096)) (f32.const 64)))))
