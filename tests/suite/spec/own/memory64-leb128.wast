;; Numbers of 64 bits in the binary format, in limits and in the offsets of accesses.

;; Limits take up to ten bytes.
(module binary "\00asm" "\01\00\00\00"
  "\05\0c\01" "\04" "\82\80\80\80\80\80\80\80\80\00")
(module binary "\00asm" "\01\00\00\00"
  "\05\16\01" "\05" "\82\80\80\80\80\80\80\80\80\00" "\83\80\80\80\80\80\80\80\80\00")
(module binary "\00asm" "\01\00\00\00"
  "\04\0d\01\70" "\04" "\82\80\80\80\80\80\80\80\80\00")

;; More bytes, or bits that 64 cannot hold, are malformed.
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\05\0d\01" "\04" "\82\80\80\80\80\80\80\80\80\80\00")
  "integer representation too long")
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\05\0c\01" "\04" "\82\80\80\80\80\80\80\80\80\02")
  "integer too large")
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\04\0e\01\70" "\04" "\82\80\80\80\80\80\80\80\80\80\00")
  "integer representation too long")

;; The offset of an access takes up to ten bytes where addresses have 64 bits.
(module binary "\00asm" "\01\00\00\00"
  "\01\04\01\60\00\00"                            ;; a type: no parameters, no results
  "\03\02\01\00"                                  ;; a function
  "\05\03\01\04\01"                               ;; a memory with 64-bit addresses
  "\0a\13\01"                                     ;; code
    "\11\00"
    "\42\00"                                      ;; i64.const 0
    "\28\02" "\82\80\80\80\80\80\80\80\80\01"     ;; i32.load
    "\1a\0b")                                     ;; drop, end
(assert_malformed
  (module binary "\00asm" "\01\00\00\00"
    "\01\04\01\60\00\00" "\03\02\01\00" "\05\03\01\04\01"
    "\0a\13\01" "\11\00"
    "\42\00" "\28\02" "\82\80\80\80\80\80\80\80\80\02" "\1a\0b")
  "integer too large")
(assert_malformed
  (module binary "\00asm" "\01\00\00\00"
    "\01\04\01\60\00\00" "\03\02\01\00" "\05\03\01\04\01"
    "\0a\14\01" "\12\00"
    "\42\00" "\28\02" "\82\80\80\80\80\80\80\80\80\80\00" "\1a\0b")
  "integer representation too long")

;; With addresses of 32 bits an offset of more is invalid.
(assert_invalid
  (module (memory 1) (func (drop (i32.load offset=0x1_0000_0000 (i32.const 0)))))
  "offset out of range")
