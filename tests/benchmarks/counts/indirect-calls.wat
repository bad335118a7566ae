;; operators: 14
;; A call through a table each turn, of one function and the other.
(module
  (type $step (func (param i32) (result i32)))
  (table funcref (elem $increment $double))
  (func $increment (param $x i32) (result i32) (i32.add (local.get $x) (i32.const 1)))
  (func $double (param $x i32) (result i32) (i32.shl (local.get $x) (i32.const 1)))
  (func (export "run") (param $turns i32) (result i32) (local $value i32)
    (loop $next
      (local.set $value
        (call_indirect (type $step) (local.get $value) (i32.and (local.get $turns) (i32.const 1))))
      (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $value)))
