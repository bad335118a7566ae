;; Tables whose indices have 64 bits: their types, and access to their elements.

(module definition (table i64 0 funcref))
(module definition (table i64 1 2 funcref))
(module definition (table i64 0 0xffff_ffff_ffff_ffff funcref))
(module definition (table i64 0x1_0000_0000 funcref) (table 3 externref))
(assert_invalid (module (table i64 2 1 funcref)) "size minimum must not be greater than maximum")
(assert_invalid (module (table 0x1_0000_0000 funcref)) "table size")

(module
  (table $t i64 3 8 externref)
  (table $f i64 funcref (elem $zero $one))
  (func $zero (result i32) (i32.const 0))
  (func $one (result i32) (i32.const 1))
  (func (export "get") (param i64) (result externref) (table.get $t (local.get 0)))
  (func (export "set") (param i64 externref) (table.set $t (local.get 0) (local.get 1)))
  (func (export "size") (result i64) (table.size $t))
  (func (export "grow") (param i64 externref) (result i64)
    (table.grow $t (local.get 1) (local.get 0)))
  (func (export "fill") (param i64 externref i64)
    (table.fill $t (local.get 0) (local.get 1) (local.get 2)))
  (func (export "is-null") (param i64) (result i32) (ref.is_null (table.get $f (local.get 0))))
  ;; The index and the length come from the accumulator, from constants and from locals.
  (func (export "forms") (param i64) (result externref)
    (table.set $t (i64.const 1) (table.get $t (i64.sub (local.get 0) (i64.const 1))))
    (table.fill $t (i64.add (local.get 0) (i64.const 1)) (table.get $t (i64.const 1)) (i64.const 1))
    (table.get $t (i64.add (local.get 0) (i64.const 1)))))

(assert_return (invoke "size") (i64.const 3))
(assert_return (invoke "get" (i64.const 0)) (ref.null extern))
(assert_return (invoke "set" (i64.const 0) (ref.extern 7)))
(assert_return (invoke "get" (i64.const 0)) (ref.extern 7))
(assert_return (invoke "is-null" (i64.const 1)) (i32.const 0))
(assert_return (invoke "forms" (i64.const 1)) (ref.extern 7))

;; Only 64 bits tell that these are beyond the end.
(assert_trap (invoke "get" (i64.const 3)) "out of bounds table access")
(assert_trap (invoke "get" (i64.const 0x1_0000_0000)) "out of bounds table access")
(assert_trap (invoke "get" (i64.const -1)) "out of bounds table access")
(assert_trap (invoke "set" (i64.const 3) (ref.null extern)) "out of bounds table access")
(assert_trap (invoke "set" (i64.const 0x8000_0000_0000_0000) (ref.null extern)) "out of bounds table access")
(assert_trap (invoke "is-null" (i64.const 0x1_0000_0001)) "out of bounds table access")

;; Growing.
(assert_return (invoke "grow" (i64.const 0) (ref.null extern)) (i64.const 3))
(assert_return (invoke "grow" (i64.const 3) (ref.extern 9)) (i64.const 3))
(assert_return (invoke "size") (i64.const 6))
(assert_return (invoke "get" (i64.const 5)) (ref.extern 9))
(assert_return (invoke "grow" (i64.const 3) (ref.null extern)) (i64.const -1))
(assert_return (invoke "grow" (i64.const 0x1_0000_0001) (ref.null extern)) (i64.const -1))
(assert_return (invoke "grow" (i64.const -1) (ref.null extern)) (i64.const -1))
(assert_return (invoke "size") (i64.const 6))

;; Filling.
(assert_return (invoke "fill" (i64.const 4) (ref.extern 4) (i64.const 2)))
(assert_return (invoke "get" (i64.const 3)) (ref.extern 9))
(assert_return (invoke "get" (i64.const 4)) (ref.extern 4))
(assert_return (invoke "fill" (i64.const 6) (ref.extern 5) (i64.const 0)))
(assert_trap (invoke "fill" (i64.const 7) (ref.extern 5) (i64.const 0)) "out of bounds table access")
(assert_trap (invoke "fill" (i64.const 5) (ref.extern 5) (i64.const 2)) "out of bounds table access")
(assert_trap (invoke "fill" (i64.const 0) (ref.extern 5) (i64.const 0x1_0000_0001)) "out of bounds table access")
(assert_trap (invoke "fill" (i64.const 0x1_0000_0000) (ref.extern 5) (i64.const 0)) "out of bounds table access")
(assert_trap (invoke "fill" (i64.const 1) (ref.extern 5) (i64.const -1)) "out of bounds table access")
(assert_return (invoke "get" (i64.const 5)) (ref.extern 4))
(assert_return (invoke "get" (i64.const 2)) (ref.extern 7))

(assert_invalid
  (module (table i64 1 funcref) (func (drop (table.get 0 (i32.const 0)))))
  "type mismatch")
(assert_invalid
  (module (table i64 1 funcref) (func (table.set 0 (i32.const 0) (ref.null func))))
  "type mismatch")
(assert_invalid
  (module (table i64 1 funcref) (func (result i32) (table.size 0)))
  "type mismatch")
(assert_invalid
  (module (table i64 1 funcref) (func (result i64) (table.grow 0 (ref.null func) (i32.const 0))))
  "type mismatch")
(assert_invalid
  (module (table i64 1 funcref) (func (table.fill 0 (i64.const 0) (ref.null func) (i32.const 0))))
  "type mismatch")
