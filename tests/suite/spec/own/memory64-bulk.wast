;; memory.copy, memory.fill, memory.init and data.drop where addresses and lengths have 64 bits.

(module
  (memory i64 1 1)
  (data (i64.const 0x10) "abcdefgh")
  (data $passive "0123456789")
  (func (export "fill") (param i64 i32 i64)
    (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  (func (export "copy") (param i64 i64 i64)
    (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  (func (export "init") (param i64 i32 i32)
    (memory.init $passive (local.get 0) (local.get 1) (local.get 2)))
  (func (export "drop") (data.drop $passive))
  (func (export "byte") (param i64) (result i32) (i32.load8_u (local.get 0)))
  (func (export "word") (param i64) (result i64) (i64.load (local.get 0))))

;; Filling: only the low byte of the value counts, and nothing around is touched.
(invoke "fill" (i64.const 0x100) (i32.const 0x1ab) (i64.const 3))
(assert_return (invoke "word" (i64.const 0xff)) (i64.const 0x00_00_00_00_ab_ab_ab_00))
(invoke "fill" (i64.const 0xfffe) (i32.const 1) (i64.const 2))
(assert_return (invoke "byte" (i64.const 0xffff)) (i32.const 1))
(assert_return (invoke "byte" (i64.const 0xfffd)) (i32.const 0))
;; A length of zero is allowed at the very end, but not beyond it.
(assert_return (invoke "fill" (i64.const 0x10000) (i32.const 1) (i64.const 0)))
(assert_trap (invoke "fill" (i64.const 0x10001) (i32.const 1) (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "fill" (i64.const -1) (i32.const 1) (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "fill" (i64.const 0x1_0000_0000) (i32.const 1) (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "fill" (i64.const 0x1_0000_0000) (i32.const 1) (i64.const 1)) "out of bounds memory access")
(assert_trap (invoke "fill" (i64.const 0) (i32.const 9) (i64.const 0x1_0000_0001)) "out of bounds memory access")
(assert_trap (invoke "fill" (i64.const 0xffff) (i32.const 9) (i64.const -0xffff)) "out of bounds memory access")
(assert_trap (invoke "fill" (i64.const 0xff00) (i32.const 9) (i64.const 0x101)) "out of bounds memory access")
;; Nothing was written by what trapped.
(assert_return (invoke "byte" (i64.const 0)) (i32.const 0))
(assert_return (invoke "byte" (i64.const 0xff00)) (i32.const 0))

;; Copying, apart and overlapping in both directions.
(invoke "copy" (i64.const 0x200) (i64.const 0x10) (i64.const 8))
(assert_return (invoke "word" (i64.const 0x200)) (i64.const 0x68_67_66_65_64_63_62_61))
(invoke "copy" (i64.const 0x202) (i64.const 0x200) (i64.const 8))
(assert_return (invoke "word" (i64.const 0x200)) (i64.const 0x66_65_64_63_62_61_62_61))
(invoke "copy" (i64.const 0x200) (i64.const 0x202) (i64.const 8))
(assert_return (invoke "word" (i64.const 0x200)) (i64.const 0x68_67_66_65_64_63_62_61))
(assert_return (invoke "copy" (i64.const 0x10000) (i64.const 0x10000) (i64.const 0)))
(assert_trap (invoke "copy" (i64.const 0x10001) (i64.const 0) (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "copy" (i64.const 0) (i64.const 0x10001) (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "copy" (i64.const 0x1_0000_0000) (i64.const 0) (i64.const 1)) "out of bounds memory access")
(assert_trap (invoke "copy" (i64.const 0) (i64.const 0x1_0000_0010) (i64.const 1)) "out of bounds memory access")
(assert_trap (invoke "copy" (i64.const 0) (i64.const 0x10) (i64.const 0x1_0000_0001)) "out of bounds memory access")
(assert_trap (invoke "copy" (i64.const 0) (i64.const 0x10) (i64.const -1)) "out of bounds memory access")
(assert_trap (invoke "copy" (i64.const -8) (i64.const 0x10) (i64.const 8)) "out of bounds memory access")
(assert_return (invoke "byte" (i64.const 0)) (i32.const 0))

;; Initialising: the address has 64 bits, the place in the segment and the length have 32.
(invoke "init" (i64.const 0x300) (i32.const 2) (i32.const 8))
(assert_return (invoke "word" (i64.const 0x300)) (i64.const 0x39_38_37_36_35_34_33_32))
(assert_return (invoke "init" (i64.const 0x10000) (i32.const 10) (i32.const 0)))
(assert_trap (invoke "init" (i64.const 0) (i32.const 3) (i32.const 8)) "out of bounds memory access")
(assert_trap (invoke "init" (i64.const 0) (i32.const 11) (i32.const 0)) "out of bounds memory access")
(assert_trap (invoke "init" (i64.const 0) (i32.const -1) (i32.const 2)) "out of bounds memory access")
(assert_trap (invoke "init" (i64.const 0xfff9) (i32.const 0) (i32.const 8)) "out of bounds memory access")
(assert_trap (invoke "init" (i64.const 0x1_0000_0000) (i32.const 0) (i32.const 1)) "out of bounds memory access")
(assert_trap (invoke "init" (i64.const -1) (i32.const 0) (i32.const 1)) "out of bounds memory access")
(assert_return (invoke "byte" (i64.const 0xfff9)) (i32.const 0))
;; A dropped segment is empty; dropping it twice is allowed.
(invoke "drop")
(invoke "drop")
(assert_return (invoke "init" (i64.const 0) (i32.const 0) (i32.const 0)))
(assert_trap (invoke "init" (i64.const 0) (i32.const 0) (i32.const 1)) "out of bounds memory access")

;; An active segment is dropped when the module is instantiated, and has to fit.
(module
  (memory i64 1)
  (data $active (i64.const 0xffff) "a")
  (func (export "init") (param i32) (memory.init $active (i64.const 0) (i32.const 0) (local.get 0))))
(assert_return (invoke "init" (i32.const 0)))
(assert_trap (invoke "init" (i32.const 1)) "out of bounds memory access")
(assert_trap (module (memory i64 1) (data (i64.const 0x10000) "a")) "out of bounds memory access")
(assert_trap (module (memory i64 1) (data (i64.const 0x1_0000_0000) "a")) "out of bounds memory access")
(assert_trap (module (memory i64 1) (data (i64.const -1) "")) "out of bounds memory access")
(module (memory i64 1) (data (i64.const 0x10000) ""))

;; Between memories of both kinds: the length has as many bits as the shorter address.
(module
  (memory $narrow 1)
  (memory $wide i64 1)
  (data (memory $narrow) (i32.const 0) "narrow")
  (data (memory $wide) (i64.const 0) "wide")
  (func (export "widen") (param i64 i32 i32)
    (memory.copy $wide $narrow (local.get 0) (local.get 1) (local.get 2)))
  (func (export "narrow") (param i32 i64 i32)
    (memory.copy $narrow $wide (local.get 0) (local.get 1) (local.get 2)))
  (func (export "wide") (param i64) (result i32) (i32.load $wide (local.get 0)))
  (func (export "plain") (param i32) (result i32) (i32.load $narrow (local.get 0))))
(invoke "widen" (i64.const 4) (i32.const 1) (i32.const 4))
(assert_return (invoke "wide" (i64.const 4)) (i32.const 0x6f_72_72_61))
(invoke "narrow" (i32.const 8) (i64.const 1) (i32.const 4))
(assert_return (invoke "plain" (i32.const 8)) (i32.const 0x61_65_64_69))
(assert_trap (invoke "widen" (i64.const 0x1_0000_0000) (i32.const 0) (i32.const 1)) "out of bounds memory access")
(assert_trap (invoke "widen" (i64.const 0) (i32.const 0xffff) (i32.const 2)) "out of bounds memory access")
(assert_trap (invoke "narrow" (i32.const 0) (i64.const 0x1_0000_0000) (i32.const 1)) "out of bounds memory access")
(assert_trap (invoke "narrow" (i32.const -1) (i64.const 0) (i32.const -1)) "out of bounds memory access")

(assert_invalid
  (module (memory i64 1) (func (memory.fill (i32.const 0) (i32.const 0) (i64.const 0))))
  "type mismatch")
(assert_invalid
  (module (memory i64 1) (func (memory.fill (i64.const 0) (i32.const 0) (i32.const 0))))
  "type mismatch")
(assert_invalid
  (module (memory i64 1) (func (memory.copy (i64.const 0) (i64.const 0) (i32.const 0))))
  "type mismatch")
(assert_invalid
  (module (memory i64 1) (data "") (func (memory.init 0 (i64.const 0) (i32.const 0) (i64.const 0))))
  "type mismatch")
(assert_invalid
  (module (memory i64 1) (memory 1) (func (memory.copy 0 1 (i64.const 0) (i32.const 0) (i64.const 0))))
  "type mismatch")
(assert_invalid (module (memory i64 1) (data (i32.const 0) "")) "type mismatch")
