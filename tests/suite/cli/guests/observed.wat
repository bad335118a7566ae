;; Prints a line, computes a number, and ends with status 3; `crash` divides by zero.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (global $answer i32 (i32.const 42))
  (data (i32.const 100) "hello\n")
  (func $fib (export "fib") (param $n i32) (result i32)
    (if (result i32) (i32.lt_u (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else
        (i32.add
          (call $fib (i32.sub (local.get $n) (i32.const 1)))
          (call $fib (i32.sub (local.get $n) (i32.const 2)))))))
  (func $greet
    (i32.store (i32.const 0) (i32.const 100))
    (i32.store (i32.const 4) (i32.const 6))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16))))
  (func $_start (export "_start")
    (call $greet)
    (drop (call $fib (i32.const 2)))
    (call $proc_exit (i32.const 3)))
  (func $crash (export "crash")
    (i32.store (i32.const 200) (i32.const 77))
    (drop (call $divide (i32.const 1) (i32.const 0))))
  (func $divide (param i32 i32) (result i32)
    (i32.div_u (local.get 0) (local.get 1))))
