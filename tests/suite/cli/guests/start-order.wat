;; Prints `start section`, then `_start`: the start section runs first, and both run.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "start section\n_start\n")
  (func $print (param i32 i32)
    (i32.store (i32.const 0) (local.get 0))
    (i32.store (i32.const 4) (local.get 1))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func $begin (call $print (i32.const 16) (i32.const 14)))
  (start $begin)
  (func (export "_start") (call $print (i32.const 30) (i32.const 7))))
