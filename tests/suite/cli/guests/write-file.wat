;; Opens `out` in its first folder again and again until that fails, writes 1000 bytes to each of the first two, and prints
;; three letters: how opening ended and how the two writes did, each an errno as a letter from `A` on.
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "out")
  ;; 1000 bytes at 1024, and what is printed at 32.
  (data (i32.const 0) "\00\04\00\00\e8\03\00\00\20\00\00\00\03\00\00\00")
  (func $letter (param $at i32) (param $errno i32)
    (i32.store8 (local.get $at) (i32.add (i32.const 65) (local.get $errno))))
  (func (export "_start") (local $errno i32)
    (loop $more
      (local.set $errno
        (call $open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 3) (i32.const 1)
          (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 48)))
      (br_if $more (i32.eqz (local.get $errno))))
    (call $letter (i32.const 32) (local.get $errno))
    (call $letter (i32.const 33)
      (call $write (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 48)))
    (call $letter (i32.const 34)
      (call $write (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 48)))
    (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 48)))))
