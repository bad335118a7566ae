;; Calls itself as often as it is told: `_start` never ends, `depth` returns what it was given.
(module
  (func $for_ever (export "_start") (call $for_ever))
  (func $depth (export "depth") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $depth (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 0)))))
