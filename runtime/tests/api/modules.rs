//! Which bytes become modules, and what modules say about themselves.

use wasmrun_runtime::{
    Config, Engine, Error, ExternType, Feature, Instance, Module, Store, TrapCode,
};

fn refuse(wat: &str) -> Error {
    Module::new(&Engine::default(), &wat::parse_str(wat).unwrap()).unwrap_err()
}

#[test]
fn errors_are_one_pointer_wide() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
}

#[test]
fn what_is_not_a_module_is_refused() {
    let cases: [(&[u8], &str); 5] = [
        (b"", "not a WebAssembly module: it does not begin with `\\0asm` (at offset 0x0)"),
        (b"(module)", "not a WebAssembly module: it does not begin with `\\0asm` (at offset 0x0)"),
        (b"\0asm", "unexpected end-of-file (at offset 0x4)"),
        (b"\0asm\x02\0\0\0", "unknown binary version: 0x2 (at offset 0x4)"),
        (b"\0asm\x01\0\0\0\x01\xff", "unexpected end-of-file (at offset 0xa)"),
    ];
    for (bytes, message) in cases {
        let error = Module::new(&Engine::default(), bytes).unwrap_err();
        assert_eq!(error.to_string(), message, "{bytes:?}");
        assert!(error.is_invalid_module());
    }
}

#[test]
fn components_are_told_apart() {
    let error = Module::new(&Engine::default(), b"\0asm\x0d\0\x01\0").unwrap_err();
    assert!(error.is_unsupported());
    assert!(error.to_string().contains("this is a component"), "{error}");
}

#[test]
fn features_that_are_not_supported_are_named() {
    let cases = [("(module (type $f (func)) (type (cont $f)))", "stack switching")];
    for (text, feature) in cases {
        let error = refuse(text);
        assert!(error.is_unsupported(), "{text}: {error}");
        let begin = format!("the module needs {feature}, which is not supported: ");
        assert!(error.to_string().starts_with(&begin), "{text}: {error}");
    }
}

/// A module that needs each feature, and what the feature is called.
const NEEDS: &[(Feature, &str, &str)] = &[
    (
        Feature::MutableGlobal,
        "mutable globals",
        r#"(module (global (export "n") (mut i32) (i32.const 0)))"#,
    ),
    (
        Feature::SignExtension,
        "sign extension",
        "(module (func (param i32) (drop (i32.extend8_s (local.get 0)))))",
    ),
    (
        Feature::SaturatingFloatToInt,
        "saturating conversions",
        "(module (func (param f32) (drop (i32.trunc_sat_f32_s (local.get 0)))))",
    ),
    (
        Feature::MultiValue,
        "multiple results",
        "(module (func (result i32 i32) i32.const 1 i32.const 2))",
    ),
    (
        Feature::BulkMemory,
        "bulk memory operations",
        "(module (memory 1)
            (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))",
    ),
    (Feature::ReferenceTypes, "reference types", "(module (func (param externref)))"),
    (Feature::Simd, "SIMD", "(module (func (param v128)))"),
    (
        Feature::RelaxedSimd,
        "relaxed SIMD",
        "(module (func (param v128)
            (drop (i8x16.relaxed_swizzle (local.get 0) (local.get 0)))))",
    ),
    (
        Feature::ExtendedConst,
        "extended constant expressions",
        "(module (global i32 (i32.add (i32.const 1) (i32.const 2))))",
    ),
    (
        Feature::FunctionReferences,
        "typed function references",
        "(module (func (param (ref func))))",
    ),
    (Feature::Gc, "garbage collection", "(module (type (struct)))"),
    (Feature::TailCall, "tail calls", "(module (func (return_call 0)))"),
    (Feature::Exceptions, "exceptions", "(module (tag) (func (throw 0)))"),
    (Feature::LegacyExceptions, "legacy exceptions", "(module (tag) (func try catch 0 end))"),
    (Feature::MultiMemory, "several memories", "(module (memory 1) (memory 1))"),
    (Feature::Memory64, "64-bit memories", "(module (memory i64 1))"),
    (Feature::Threads, "threads", "(module (memory 1 1 shared))"),
    (
        Feature::WideArithmetic,
        "wide arithmetic",
        "(module (func (param i64 i64) (result i64 i64)
            (i64.mul_wide_u (local.get 0) (local.get 1))))",
    ),
    (Feature::CustomPageSizes, "custom page sizes", "(module (memory 1 (pagesize 1)))"),
];

#[test]
fn every_feature_can_be_switched_off() {
    assert!(NEEDS.iter().map(|(feature, ..)| feature).eq(Feature::ALL));
    for &(feature, name, text) in NEEDS {
        let wasm = wat::parse_str(text).unwrap();
        assert!(Module::new(&Engine::default(), &wasm).is_ok(), "{text}");
        let engine = Engine::new(Config::new().feature(feature, false)).unwrap();
        let error = Module::new(&engine, &wasm).unwrap_err();
        assert!(error.is_unsupported(), "{text}: {error}");
        assert!(error.to_string().starts_with(&format!("the module needs {name}")), "{error}");
    }
}

#[test]
fn translation_is_put_off_unless_it_is_to_be_eager() {
    // A function whose frame would be larger than any may be.
    let results = "v128 ".repeat(1000);
    let calls = "(call $many) ".repeat(600);
    let wasm = wat::parse_str(format!(
        r#"(module
            (func $many (result {results}) unreachable)
            (func (export "large") {calls} unreachable)
            (func (export "small") (result i32) (i32.const 42)))"#
    ))
    .unwrap();
    let lazy = Engine::default();
    let mut store = Store::new(&lazy, ());
    let instance = Instance::new(&mut store, &Module::new(&lazy, &wasm).unwrap(), &[]).unwrap();
    let small = instance.get_typed_func::<(), i32>(&store, "small").unwrap();
    assert_eq!(small.call(&mut store, ()).unwrap(), 42);
    let large = instance.get_typed_func::<(), ()>(&store, "large").unwrap();
    let late = large.call(&mut store, ()).unwrap_err();
    assert!(late.is_limit(), "{late}");

    let eager = Engine::new(Config::new().translate_eagerly(true)).unwrap();
    let early = Module::new(&eager, &wasm).unwrap_err();
    assert_eq!(early.to_string(), late.to_string());
}

#[test]
fn what_was_translated_eagerly_on_several_threads_runs() {
    // More code than one thread is left with.
    let function = |n: u32| {
        format!(
            "(func (param i32) (result i32) (call {n} (i32.add (local.get 0) (i32.const {n}))))"
        )
    };
    let functions: String = (1..25_000).map(function).collect();
    let wasm = wat::parse_str(format!(
        r#"(module (export "first" (func 0)) {functions}
            (func (param i32) (result i32) (local.get 0)))"#
    ))
    .unwrap();
    assert!(wasm.len() > 3 * (64 << 10), "{}", wasm.len());
    let engine = Engine::new(Config::new().translate_eagerly(true)).unwrap();
    let module = Module::new(&engine, &wasm).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let first = instance.get_typed_func::<i32, i32>(&store, "first").unwrap();
    assert_eq!(first.call(&mut store, 0).unwrap(), (1..25_000).sum());
}

#[test]
fn invalid_code_is_refused_though_it_is_never_called() {
    let error = refuse("(module (func (result i32) i64.const 1))");
    assert!(error.is_invalid_module());
    assert_eq!(error.to_string(), "type mismatch: expected i32, found i64 (at offset 0x1a)");
}

/// A module of functions without parameters or results, with these bodies.
fn module_of(bodies: &[&[u8]]) -> Vec<u8> {
    fn number(mut value: usize, bytes: &mut Vec<u8>) {
        while value >= 0x80 {
            bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
    }
    fn section(id: u8, content: &[u8], module: &mut Vec<u8>) {
        module.push(id);
        number(content.len(), module);
        module.extend(content);
    }
    let (mut functions, mut code) = (Vec::new(), Vec::new());
    number(bodies.len(), &mut functions);
    functions.resize(functions.len() + bodies.len(), 0);
    number(bodies.len(), &mut code);
    for body in bodies {
        number(body.len() + 2, &mut code);
        code.push(0);
        code.extend(*body);
        code.push(0x0b);
    }
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    section(1, &[1, 0x60, 0, 0], &mut module);
    section(3, &functions, &mut module);
    section(10, &code, &mut module);
    module
}

#[test]
fn the_first_invalid_function_is_reported_whichever_thread_finds_it() {
    // Enough bytes for several threads.
    let good: &[u8] = &[0x41, 1, 0x1a].repeat(1000);
    let (pops_nothing, leaves_a_value): (&[u8], &[u8]) = (&[0x1a], &[0x41, 1]);
    let mut bodies = vec![good; 60];
    assert!(Module::new(&Engine::default(), &module_of(&bodies)).is_ok());
    bodies[50] = leaves_a_value;
    bodies[30] = pops_nothing;
    let wasm = module_of(&bodies);
    for _ in 0..5 {
        let error = Module::new(&Engine::default(), &wasm).unwrap_err().to_string();
        let begin = "type mismatch: expected a type but nothing on stack";
        assert!(error.starts_with(begin), "{error}");
    }
}

#[test]
fn truncated_and_damaged_modules_do_no_harm() {
    let wasm = wat::parse_str(
        r#"(module $name
            (import "m" "f" (func (param i32) (result i64)))
            (memory (export "memory") 1) (table 2 funcref) (global (mut i32) i32.const 7)
            (func $a (export "a") (param i32) (result i32) (local i64)
                (block (result i32) local.get 0 (br_if 0 (i32.const 1))))
            (elem (i32.const 0) $a) (data (i32.const 0) "data"))"#,
    )
    .unwrap();
    let engine = Engine::default();
    for length in 0..wasm.len() {
        // A module may well end before its custom sections.
        if let Err(error) = Module::new(&engine, &wasm[..length]) {
            assert!(!error.to_string().is_empty());
        }
    }
    for position in 0..wasm.len() {
        for byte in [0, 1, 0x40, 0x7f, 0x80, 0xff] {
            let mut damaged = wasm.clone();
            damaged[position] = byte;
            if let Err(error) = Module::new(&engine, &damaged) {
                assert!(!error.to_string().is_empty());
            }
        }
    }
}

#[test]
fn a_broken_name_section_is_no_reason_to_refuse() {
    let mut wasm = wat::parse_str("(module)").unwrap();
    wasm.extend([0, 8, 4, b'n', b'a', b'm', b'e', 1, 0xff, 0xff]);
    assert_eq!(Module::new(&Engine::default(), &wasm).unwrap().name(), None);
}

#[test]
fn imports_and_exports_are_listed_in_order() {
    let wasm = wat::parse_str(
        r#"(module $doors
            (import "host" "log" (func (param i32 i64) (result f32)))
            (import "host" "memory" (memory 1 2))
            (import "env" "table" (table 3 externref))
            (global (export "answer") (mut i64) (i64.const 42))
            (export "again" (memory 0))
            (func (export "knock")))"#,
    )
    .unwrap();
    let module = Module::new(&Engine::default(), &wasm).unwrap();
    assert_eq!(module.name(), Some("doors"));
    let imports: Vec<_> = module
        .imports()
        .map(|import| format!("{}.{}: {}", import.module(), import.name(), import.ty()))
        .collect();
    assert_eq!(
        imports,
        [
            "host.log: function (i32, i64) -> f32",
            "host.memory: memory of 1..=2 pages",
            "env.table: table of 3.. externref",
        ]
    );
    let exports: Vec<_> =
        module.exports().map(|export| format!("{}: {}", export.name(), export.ty())).collect();
    assert_eq!(
        exports,
        ["answer: global mut i64", "again: memory of 1..=2 pages", "knock: function () -> ()"]
    );
    assert!(matches!(module.get_export("knock").unwrap().ty(), ExternType::Func(_)));
    assert!(module.get_export("enter").is_none());
}

/// A module with a page of memory, exported as `m`, and these data segments.
fn with_segments(segments: &[&[u8]]) -> Vec<u8> {
    let content = [&[segments.len() as u8], segments.concat().as_slice()].concat();
    let memory = b"\0asm\x01\0\0\0\x05\x03\x01\0\x01\x07\x05\x01\x01m\x02\0";
    [memory.as_slice(), &[11, content.len() as u8], &content].concat()
}

#[test]
fn data_segments_of_every_encoding_are_copied() {
    let wasm = with_segments(&[
        b"\0\x41\x08\x0b\x01a",
        // A place in five bytes, one in three, and a length in three.
        b"\0\x41\x89\x80\x80\x80\0\x0b\x01b",
        b"\0\x41\x8a\x80\0\x0b\x81\x80\0c",
        b"\x02\0\x41\x0b\x0b\x01d",
        b"\x01\x01x",
        b"\0\x41\xff\xff\x03\x0b\x01e",
        b"\0\x41\x0c\x0b\0",
    ]);
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &Module::new(&engine, &wasm).unwrap(), &[]).unwrap();
    let memory = instance.get_memory(&store, "m").unwrap();
    assert_eq!(&memory.data(&store)[7..13], b"\0abcd\0");
    assert_eq!(memory.data(&store).last(), Some(&b'e'));
}

#[test]
fn a_data_segment_at_a_negative_place_does_not_fit() {
    for segment in [&b"\0\x41\x7f\x0b\x01a"[..], b"\0\x41\xff\xff\x7f\x0b\x01a"] {
        let engine = Engine::default();
        let module = Module::new(&engine, &with_segments(&[segment])).unwrap();
        let error = Instance::new(&mut Store::new(&engine, ()), &module, &[]).unwrap_err();
        assert_eq!(error.trap().unwrap().code(), TrapCode::MemoryOutOfBounds);
    }
}

#[test]
fn a_mistake_in_data_goes_before_those_in_functions() {
    let functions = "(func (drop (i64.add (i32.const 0) (i64.const 0)))) (func)".repeat(2);
    let text = format!("(module {functions} (data (i32.const 0) \"no memory\"))");
    let error = refuse(&text).to_string();
    assert!(error.starts_with("unknown memory 0"), "{error}");
}

/// A module whose only function is its start, with this code section.
fn module_with_code(code: &[u8]) -> Vec<u8> {
    let sections = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x08\x01\0";
    // What comes next is no part of the code, whatever that claims.
    let custom = b"\0\x0a\x04more\0\0\x0b\x0b\x0b";
    [sections, &[10, code.len() as u8][..], code, custom].concat()
}

#[test]
fn a_body_may_have_a_length_of_five_bytes() {
    let engine = Engine::default();
    for length in [&[3][..], &[0x83, 0x80, 0x80, 0], &[0x83, 0x80, 0x80, 0x80, 0]] {
        // `unreachable`
        let code = [&[1], length, &[0, 0, 0x0b]].concat();
        let module = Module::new(&engine, &module_with_code(&code)).unwrap();
        let error = Instance::new(&mut Store::new(&engine, ()), &module, &[]).unwrap_err();
        assert_eq!(error.trap().unwrap().code(), TrapCode::Unreachable, "{length:?}");
    }
}

#[test]
fn bodies_that_do_not_fill_the_code_section_are_refused() {
    let body = [3, 0, 0, 0x0b];
    let codes = [
        ("left over", [&[1], &body[..], &[0x0b]].concat()),
        ("another body left over", [&[1], &body[..], &body].concat()),
        ("a length beyond the section", vec![1, 5, 0, 0, 0x0b]),
        ("a length beyond the module", vec![1, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0x0b]),
        ("a length that does not end", [&[1], &[0xff; 5][..], &body].concat()),
        ("a length that is missing", [&[2], &body[..]].concat()),
    ];
    for (what, code) in codes {
        assert!(Module::new(&Engine::default(), &module_with_code(&code)).is_err(), "{what}");
    }
}
