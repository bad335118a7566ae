//! Short loops, whose turns the translator may put one behind the other: whatever their shape, they end when they should.

use wasmrun_runtime::{Config, Engine, Val};

use crate::world::World;

/// What a loop gives for `$n`.
type Expected = fn(i32) -> i32;

/// Loops over `$n`, which is 1 at least: their shape, the body of a function, and what comes out.
const LOOPS: &[(&str, &str, Expected)] = &[
    (
        "a sum down to a bound",
        "(loop (local.set $s (i32.add (local.get $s) (local.get $n)))
            (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $s)",
        |n| n * (n + 1) / 2,
    ),
    (
        "a condition at the beginning",
        "(block (loop (br_if 1 (i32.ge_s (local.get $i) (local.get $n)))
            (local.set $s (i32.add (local.get $s) (local.get $i)))
            (local.set $i (i32.add (local.get $i) (i32.const 1))) (br 0)))
        (local.get $s)",
        |n| n * (n - 1) / 2,
    ),
    (
        "a branch within a turn",
        "(loop
            (if (i32.and (local.get $i) (i32.const 1))
                (then (local.set $s (i32.add (local.get $s) (local.get $i)))))
            (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
        (local.get $s)",
        |n| (0..n).filter(|i| i % 2 == 1).sum(),
    ),
    (
        "two ways back",
        "(loop
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if 0 (i32.lt_s (local.get $i) (i32.const 3)))
            (local.set $s (i32.add (local.get $s) (local.get $i)))
            (br_if 0 (i32.lt_s (local.get $i) (local.get $n))))
        (local.get $s)",
        |n| (3..=n.max(3)).sum(),
    ),
    (
        "the end of a text",
        "(memory.fill (i32.const 8) (i32.const 7) (local.get $n))
        (loop (br_if 0 (i32.load8_u (i32.add (i32.const 7)
            (local.tee $i (i32.add (local.get $i) (i32.const 1)))))))
        (local.get $i)",
        |n| n + 1,
    ),
    (
        "bits of memory",
        "(memory.fill (i32.const 8) (i32.const 6) (local.get $n))
        (local.set $i (i32.const 8))
        (loop (local.set $s (i32.add (local.get $s) (i32.const 1)))
            (br_if 0 (i32.and (i32.const 4)
                (i32.load8_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))))))
        (local.get $s)",
        |n| n,
    ),
    (
        "floats compared",
        "(loop (local.set $f (f64.add (local.get $f) (f64.const 1)))
            (br_if 0 (f64.lt (local.get $f) (f64.convert_i32_s (local.get $n)))))
        (i32.trunc_f64_s (local.get $f))",
        |n| n,
    ),
    (
        "floats that become none",
        "(loop (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (if (i32.eq (local.get $i) (local.get $n)) (then (local.set $f (f64.const nan))))
            (br_if 0 (f64.ge (local.get $f) (f64.const 0))))
        (local.get $i)",
        |n| n,
    ),
    (
        "a value that is used behind the loop",
        "(loop (result i32) (local.get $n)
            (br_if 0 (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))
        (i32.add (local.get $n))",
        |_| 1,
    ),
    (
        "a loop within another",
        "(loop (local.set $j (local.get $n))
            (loop (local.set $s (i32.add (local.get $s) (i32.const 1)))
                (br_if 0 (local.tee $j (i32.sub (local.get $j) (i32.const 1)))))
            (br_if 0 (i32.ne (local.get $n) (local.tee $i (i32.add (local.get $i) (i32.const 1))))))
        (local.get $s)",
        |n| n * n,
    ),
    (
        "a machine",
        // Its program is 0 1 0 1 … 2: count, count twice, end.
        "(memory.fill (i32.const 0) (i32.const 9) (i32.const 200))
        (loop (i32.store8 (local.get $i) (i32.and (local.get $i) (i32.const 1)))
            (br_if 0 (i32.ne (local.get $n) (local.tee $i (i32.add (local.get $i) (i32.const 1))))))
        (local.set $i (i32.const -1))
        (block $end (loop $next
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (block $twice (block $once
                (br_table $once $twice $end (i32.load8_u (local.get $i))))
              (local.set $s (i32.add (local.get $s) (i32.const 1))) (br $next))
            (local.set $s (i32.add (local.get $s) (i32.const 2))) (br $next)))
        (local.get $s)",
        |n| (0..n).map(|i| 1 + i % 2).sum(),
    ),
];

/// Never runs, but uses other locals so much that these are kept in registers.
const BUSY: &str = "(if (i32.eqz (local.get $n)) (then (loop (loop (loop (loop
    (local.set $a (i32.add (local.get $a) (local.get $b)))
    (local.set $b (i32.add (local.get $b) (local.get $a)))
    (local.set $c (f64.add (local.get $c) (local.get $d)))
    (local.set $d (f64.add (local.get $d) (local.get $c)))
    (br_if 0 (local.get $a)) (br_if 1 (local.get $b)) (br_if 2 (local.get $a)) (br_if 3 (local.get $b))))))))";

#[test]
fn turns_are_as_many_as_they_should_be() {
    let plain = Config::new();
    let (mut metered, mut interruptible) = (plain.clone(), plain.clone());
    metered.consume_fuel(true);
    interruptible.interruptible(true);
    for (config, fuel) in [(plain, None), (metered, Some(1_000_000)), (interruptible, None)] {
        let mut world = World::with_engine(Engine::new(&config).unwrap(), ());
        for busy in ["", BUSY] {
            for (name, body, expected) in LOOPS {
                let text = format!(
                    r#"(module (memory 1) (func (export "run") (param $n i32) (result i32)
                        (local $i i32) (local $j i32) (local $s i32) (local $f f64)
                        (local $a i32) (local $b i32) (local $c f64) (local $d f64) {busy} {body}))"#
                );
                let instance = world.instantiate(&text).unwrap();
                for n in 1..=17 {
                    if let Some(fuel) = fuel {
                        world.store.set_fuel(fuel).unwrap();
                    }
                    let result = world.call(instance, "run", &[Val::I32(n)]).unwrap();
                    assert_eq!(result.unwrap().i32(), Some(expected(n)), "{name}, {n}: {text}");
                }
            }
        }
    }
}
