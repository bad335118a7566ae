;; Calls through tables whose indices have 64 bits.

(module
  (type $binary (func (param i64 i64) (result i64)))
  (type $nothing (func))
  (func $add (type $binary) (i64.add (local.get 0) (local.get 1)))
  (func $sub (type $binary) (i64.sub (local.get 0) (local.get 1)))
  (func $none (type $nothing))
  (table i64 5 5 funcref)
  (elem (i64.const 0) func $add $sub $none)
  (func (export "call") (param $index i64) (param i64 i64) (result i64)
    (call_indirect (type $binary) (local.get 1) (local.get 2) (local.get $index)))
  ;; The index is computed, constant, or a local that is used often.
  (func (export "computed") (param $index i64) (result i64)
    (call_indirect (type $binary)
      (i64.const 7) (i64.const 5) (i64.add (local.get $index) (i64.const 1))))
  (func (export "constant") (result i64)
    (call_indirect (type $binary) (i64.const 7) (i64.const 5) (i64.const 1)))
  (func (export "beyond") (result i64)
    (call_indirect (type $binary) (i64.const 7) (i64.const 5) (i64.const 0x1_0000_0001)))
  (func (export "tail") (param $index i64) (result i64)
    (return_call_indirect (type $binary) (i64.const 7) (i64.const 5) (local.get $index))))

(assert_return (invoke "call" (i64.const 0) (i64.const 7) (i64.const 5)) (i64.const 12))
(assert_return (invoke "call" (i64.const 1) (i64.const 7) (i64.const 5)) (i64.const 2))
(assert_trap (invoke "call" (i64.const 2) (i64.const 7) (i64.const 5)) "indirect call type mismatch")
(assert_trap (invoke "call" (i64.const 3) (i64.const 7) (i64.const 5)) "uninitialized element")
(assert_trap (invoke "call" (i64.const 5) (i64.const 7) (i64.const 5)) "undefined element")
(assert_trap (invoke "call" (i64.const -1) (i64.const 7) (i64.const 5)) "undefined element")
(assert_trap (invoke "call" (i64.const 0x1_0000_0000) (i64.const 7) (i64.const 5)) "undefined element")
(assert_trap (invoke "call" (i64.const 0x8000_0000_0000_0001) (i64.const 7) (i64.const 5)) "undefined element")

(assert_return (invoke "computed" (i64.const 0)) (i64.const 2))
(assert_return (invoke "computed" (i64.const -1)) (i64.const 12))
(assert_trap (invoke "computed" (i64.const 0xffff_ffff)) "undefined element")
(assert_return (invoke "constant") (i64.const 2))
(assert_trap (invoke "beyond") "undefined element")

(assert_return (invoke "tail" (i64.const 1)) (i64.const 2))
(assert_trap (invoke "tail" (i64.const 0x1_0000_0001)) "undefined element")
(assert_trap (invoke "tail" (i64.const 4)) "uninitialized element")

(assert_invalid
  (module (table i64 1 funcref) (func (call_indirect (i32.const 0))))
  "type mismatch")
(assert_invalid
  (module (table i64 1 funcref) (func (return_call_indirect (i32.const 0))))
  "type mismatch")
