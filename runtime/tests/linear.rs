//! What it takes to validate and translate a hostile function grows with its size and no faster: counted in bytes
//! of the host's heap, which unlike time are the same on every machine.

#![expect(unsafe_code, reason = "an allocator is unsafe by nature")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use wasmrun_runtime::{Config, Engine, Module};

/// The system's allocator, which counts.
struct Counting;

/// The bytes in use, the most there have been, and the sum of all that were asked for.
static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static TOTAL: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(added: usize) {
    TOTAL.fetch_add(added, Relaxed);
    PEAK.fetch_max(LIVE.fetch_add(added, Relaxed) + added, Relaxed);
}

// SAFETY: everything is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promise is the one that is asked for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // The old bytes may be in use until the new ones are there.
        count(size);
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// The most bytes in use and the sum of all asked for while a module is made, its function translated at once.
fn cost(body: &str) -> [usize; 2] {
    let text = format!(
        "(module (table 1 funcref) (memory 1) (tag $tag) (type $node (struct (field (ref null $node))))
            (func $callee (param i32) (result i32) (local.get 0))
            (func (export \"run\") (param $x i32) (local $y i64) (local $node (ref null $node)) {body}))"
    );
    let wasm = wat::parse_str(text).unwrap();
    let engine = Engine::new(Config::new().translate_eagerly(true).consume_fuel(true)).unwrap();
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    TOTAL.store(0, Relaxed);
    let module = Module::new(&engine, &wasm).unwrap();
    let result = [PEAK.load(Relaxed) - before, TOTAL.load(Relaxed)];
    drop(module);
    result
}

/// A body with so many of something, and how many operators each has.
type Body = (&'static str, usize, fn(usize) -> String);

const BODIES: &[Body] = &[
    ("constants", 2, |count| "i32.const 1 drop ".repeat(count)),
    ("nested blocks", 2, |count| "block ".repeat(count) + &"end ".repeat(count)),
    ("nested loops with branches", 4, |count| {
        "loop ".repeat(count) + &"local.get $x br_if 0 end ".repeat(count)
    }),
    ("nested ifs", 4, |count| "local.get $x if ".repeat(count) + &"else end ".repeat(count)),
    ("nested handlers", 2, |count| {
        "block try_table (catch $tag 0) ".repeat(count) + &"end end ".repeat(count)
    }),
    ("pending values", 2, |count| {
        "local.get $x ".repeat(count) + &"i32.add ".repeat(count - 1) + "drop "
    }),
    ("locals set while they are pending", 4, |count| {
        "local.get $x i32.const 0 local.set $x ".repeat(count) + &"drop ".repeat(count)
    }),
    ("branches to one label", 2, |count| {
        format!("block {} end", "local.get $x br_if 0 ".repeat(count))
    }),
    ("many labels", 4, |count| "block local.get $x br_if 0 end ".repeat(count)),
    ("a table of branches", 1, |count| {
        format!("block local.get $x br_table {} end", "0 ".repeat(count))
    }),
    ("short loops", 18, |count| {
        format!("loop {} end ", "local.get $x br_if 0 ".repeat(8)).repeat(count)
    }),
    ("branches to a table", 3, |count| {
        let branches = "block br 1 end ".repeat(count);
        format!("loop block local.get $x br_table 0 0 1 end {branches} end")
    }),
    ("branches to a large table", 4, |count| {
        let (targets, branches) = ("0 ".repeat(count), "block br 1 end ".repeat(count));
        format!("loop block local.get $x br_table {targets} end {branches} end")
    }),
    ("branches that move values", 2, |count| {
        let (types, values, drops) =
            ("i64 ".repeat(50), "i64.const 1 ".repeat(50), "drop ".repeat(50));
        let branches = "local.get $x br_if 0 ".repeat(count);
        format!("block (result {types}) f32.const 0 {values} {branches} br 0 end {drops}")
    }),
    ("a table of branches that move values", 1, |count| {
        let (types, values, drops) =
            ("i64 ".repeat(50), "i64.const 1 ".repeat(50), "drop ".repeat(50));
        let table = "0 1 ".repeat(count / 2);
        format!(
            "block (result {types}) f32.const 0 block (result {types}) f32.const 0 {values} \
            local.get $x br_table {table} end br 0 end {drops}"
        )
    }),
    ("calls", 3, |count| "local.get $x call $callee drop ".repeat(count)),
    ("indirect calls", 3, |count| {
        "local.get $x i32.const 0 call_indirect (param i32) ".repeat(count)
    }),
    ("wide constants", 3, |count| {
        "i32.const 0 i64.const 0x123456789abcdef i64.store ".repeat(count)
    }),
    ("vectors", 4, |count| {
        "i32.const 0 v128.const i64x2 1 2 local.get $x i32x4.splat i32x4.add v128.store "
            .repeat(count)
    }),
    ("objects", 3, |count| "local.get $node struct.new $node local.set $node ".repeat(count)),
    ("unreachable code", 2, |count| "unreachable ".to_owned() + &"i32.add drop ".repeat(count)),
];

#[test]
fn memory_is_linear_in_the_size_of_a_function() {
    const COUNT: usize = 2_500;
    // Vectors grow in powers of two, so that both sizes are hit alike.
    const FACTOR: usize = 8;
    // What the first module of all takes once and for all.
    cost("");
    for (name, operators, body) in BODIES {
        let small = cost(&body(COUNT));
        let large = cost(&body(COUNT * FACTOR));
        let per_operator = large.map(|bytes| bytes / (COUNT * FACTOR * operators));
        let growth = [0, 1].map(|which| large[which] as f64 / (small[which] * FACTOR) as f64);
        println!(
            "{name}: {per_operator:?} bytes an operator, {growth:.2?} times as many as in less code"
        );
        assert!(growth.iter().all(|&growth| growth < 1.3), "{name}: {small:?} {large:?}");
        assert!(per_operator[0] < 1000, "{name}: {per_operator:?} bytes an operator");
    }
}
