;; A module with names as compilers write them, a start function and one of each kind of object.
(module $game
  (import "env" "tick" (func $tick (param i32)))
  (import "env" "table" (table 1 funcref))
  (memory $heap (export "memory") 1 4)
  (global $stack (mut i32) (i32.const 1024))
  (func $_ZN4core3fmt5write17h0123456789abcdefE (param i32)
    (global.set $stack (i32.extend8_s (i32.add (local.get 0) (i32.const 7)))))
  (func $_ZN4core3str4from17h0123456789abcdefE)
  (func $_Z6squarei (param i32) (result i32) (i32.mul (local.get 0) (local.get 0)))
  (func $main (export "run") (param i32) (result i64) (i64.const 1))
  (func $begin)
  (start $begin)
  (data (i32.const 0) "hello"))
