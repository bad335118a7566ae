;; Counts a byte among 4096, sixteen at once: a turn is 256 steps.
;; turns: 60000
(module
  (memory 1)
  (func (export "run") (param $turns i32) (result i32)
    (local $at i32) (local $count i32)
    (loop $turn
      (i32.store8 (i32.and (local.get $turns) (i32.const 4095)) (i32.const 10))
      (local.set $at (i32.const 0))
      (loop $next
        (local.set $count
          (i32.add (local.get $count)
            (i32.popcnt
              (i8x16.bitmask
                (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 10)))))))
        (br_if $next
          (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 4096))))
      (br_if $turn (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $count)))
