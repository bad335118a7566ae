;; Asks for the time 200,000 times.
(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (local $turn i32)
    (loop $next
      (drop (call $time (i32.const 1) (i64.const 1) (i32.const 0)))
      (local.set $turn (i32.add (local.get $turn) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $turn) (i32.const 200_000))))))
