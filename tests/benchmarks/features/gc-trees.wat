;; Makes a binary tree of 1023 nodes and counts them: a turn leaves all of them to the collector.
;; turns: 5000
(module
  (type $node (struct (field $left (ref null $node)) (field $right (ref null $node))))
  (func $grow (param $depth i32) (result (ref $node))
    (if (result (ref $node)) (local.get $depth)
      (then
        (struct.new $node
          (call $grow (i32.sub (local.get $depth) (i32.const 1)))
          (call $grow (i32.sub (local.get $depth) (i32.const 1)))))
      (else (struct.new $node (ref.null $node) (ref.null $node)))))
  (func $count (param $node (ref null $node)) (result i32)
    (if (result i32) (ref.is_null (local.get $node))
      (then (i32.const 0))
      (else
        (i32.add (i32.const 1)
          (i32.add
            (call $count (struct.get $node $left (local.get $node)))
            (call $count (struct.get $node $right (local.get $node))))))))
  (func (export "run") (param $turns i32) (result i32)
    (local $sum i32)
    (loop $turn
      (local.set $sum (i32.add (local.get $sum) (call $count (call $grow (i32.const 9)))))
      (br_if $turn (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (local.get $sum)))
