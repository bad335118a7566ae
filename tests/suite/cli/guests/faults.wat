;; Two functions that are wrong, between others that are right.
(module
  (func $right)
  (func $wrong_result (result i32) (i64.const 1))
  (func $right_too (result i32) (i32.const 1))
  (func $nothing_to_add (drop (i32.add))))
