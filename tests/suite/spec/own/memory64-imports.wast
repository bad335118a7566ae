;; Importing memories and tables whose addresses and indices have 64 bits.

(module $exporter
  (memory (export "memory") i64 2 5)
  (memory (export "endless") i64 1)
  (table (export "table") i64 2 5 funcref)
  (table (export "narrow-table") 2 5 funcref)
  (func (export "grow") (param i64) (result i64) (memory.grow 0 (local.get 0))))
(register "m" $exporter)

(module (import "m" "memory" (memory i64 0)))
(module (import "m" "memory" (memory i64 2 5)))
(module (import "m" "memory" (memory i64 1 6)))
(module (import "m" "endless" (memory i64 1)))
(module (import "m" "table" (table i64 2 5 funcref)))
(module (import "m" "table" (table i64 0 funcref)))
(module (import "spectest" "table64" (table i64 10 20 funcref)))

;; Limits that do not fit.
(assert_unlinkable (module (import "m" "memory" (memory i64 3))) "incompatible import type")
(assert_unlinkable (module (import "m" "memory" (memory i64 2 4))) "incompatible import type")
(assert_unlinkable (module (import "m" "endless" (memory i64 1 0x1_0000_0000_0000))) "incompatible import type")
(assert_unlinkable (module (import "m" "table" (table i64 3 funcref))) "incompatible import type")
(assert_unlinkable (module (import "m" "table" (table i64 0 4 funcref))) "incompatible import type")
(assert_unlinkable (module (import "m" "table" (table i64 0 5 externref))) "incompatible import type")

;; The width has to agree.
(assert_unlinkable (module (import "m" "memory" (memory 2 5))) "incompatible import type")
(assert_unlinkable (module (import "m" "memory" (memory 0))) "incompatible import type")
(assert_unlinkable (module (import "spectest" "memory" (memory i64 1 2))) "incompatible import type")
(assert_unlinkable (module (import "m" "table" (table 2 5 funcref))) "incompatible import type")
(assert_unlinkable (module (import "m" "narrow-table" (table i64 2 5 funcref))) "incompatible import type")
(assert_unlinkable (module (import "spectest" "table" (table i64 10 20 funcref))) "incompatible import type")
(assert_unlinkable (module (import "spectest" "table64" (table 10 20 funcref))) "incompatible import type")

;; What counts is the size of the moment.
(assert_return (invoke $exporter "grow" (i64.const 1)) (i64.const 2))
(module $importer
  (import "m" "memory" (memory i64 3))
  (func (export "size") (result i64) (memory.size))
  (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0)))
  (func (export "load") (param i64) (result i32) (i32.load (local.get 0))))
(assert_return (invoke $importer "size") (i64.const 3))
(assert_return (invoke $importer "grow" (i64.const 3)) (i64.const -1))
(assert_return (invoke $importer "grow" (i64.const 0x1_0000_0000)) (i64.const -1))
(assert_return (invoke $importer "grow" (i64.const -1)) (i64.const -1))
(assert_return (invoke $importer "grow" (i64.const 2)) (i64.const 3))
(assert_return (invoke $exporter "grow" (i64.const 0)) (i64.const 5))
(assert_return (invoke $importer "load" (i64.const 0x4fffc)) (i32.const 0))
(assert_trap (invoke $importer "load" (i64.const 0x4fffd)) "out of bounds memory access")
(assert_unlinkable (module (import "m" "memory" (memory i64 6))) "incompatible import type")

;; A start at 2^48 pages is the most.
(module definition (memory i64 0 0x1_0000_0000_0000))
(assert_invalid (module (memory i64 0 0x1_0000_0000_0001)) "memory size")
(assert_invalid (module (memory i64 0x1_0000_0000_0001)) "memory size")
(assert_invalid (module (memory i64 2 1)) "size minimum must not be greater than maximum")
