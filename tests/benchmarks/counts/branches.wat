;; operators: 14
;; A switch with four cases, as in an interpreter.
(module
  (func (export "run") (param $turns i32) (result i32) (local $value i32)
    (loop $next
      (block $done
        (block $third (block $second (block $first (block $zeroth
          (br_table $zeroth $first $second $third (i32.and (local.get $turns) (i32.const 3))))
          (local.set $value (i32.add (local.get $value) (i32.const 7))) (br $done))
          (local.set $value (i32.xor (local.get $value) (i32.const 5))) (br $done))
          (local.set $value (i32.sub (local.get $value) (i32.const 3))) (br $done))
        (local.set $value (i32.or (local.get $value) (i32.const 1))) (br $done))
      (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $value)))
