//! Accesses to far memories do what those to memory 0 do, whatever their operands are.

use std::fmt::Write;

use super::{call, instantiate};
use crate::{Engine, Linker, Module, Store, Trap, TrapCode, Val};

/// The kinds of memories: the declarations, the immediate that names the memory, and the type of
/// its addresses. The first is the one that is not far.
const MEMORIES: [(&str, &str, &str); 4] = [
    ("(memory 1)", "", "i32"),
    ("(memory i64 1)", "", "i64"),
    ("(memory 1) (memory 1)", "1", "i32"),
    ("(memory 1) (memory i64 1)", "1", "i64"),
];

/// Where the address comes from; `A` is its type.
const ADDRESSES: [&str; 4] = [
    "(local.get $address)",
    "(local.get $rare)",
    "(A.const 24)",
    "(A.add (local.get $address) (local.get $rare))",
];

/// Accesses: the operator with its offset, `M` being the memory, the type of its value, and whether
/// it is a store.
const ACCESSES: [(&str, &str, bool); 28] = [
    ("i32.load M offset=3", "i32", false),
    ("i32.load8_s M offset=3", "i32", false),
    ("i32.load8_u M", "i32", false),
    ("i32.load16_s M offset=5", "i32", false),
    ("i32.load16_u M", "i32", false),
    ("i64.load M offset=3", "i64", false),
    ("i64.load8_s M", "i64", false),
    ("i64.load8_u M", "i64", false),
    ("i64.load16_s M", "i64", false),
    ("i64.load16_u M", "i64", false),
    ("i64.load32_s M", "i64", false),
    ("i64.load32_u M", "i64", false),
    ("f32.load M offset=1", "f32", false),
    ("f64.load M offset=1", "f64", false),
    ("v128.load M offset=1", "v128", false),
    ("v128.load8x8_s M", "v128", false),
    ("v128.load32_splat M", "v128", false),
    ("v128.load64_zero M", "v128", false),
    ("i32.store M offset=2", "i32", true),
    ("i32.store8 M", "i32", true),
    ("i32.store16 M", "i32", true),
    ("i64.store M offset=2", "i64", true),
    ("i64.store8 M", "i64", true),
    ("i64.store32 M", "i64", true),
    ("f32.store M", "f32", true),
    ("f64.store M", "f64", true),
    ("v128.store M", "v128", true),
    ("v128.store16_lane M 3", "v128", true),
];

/// Where the value of a store comes from; `T` is its type, `V` a constant.
const VALUES: [&str; 3] = ["(T.const V)", "(local.get $value)", "(call $same (local.get $value))"];

fn constant(ty: &str) -> &'static str {
    match ty {
        "i32" => "0x1234567",
        "i64" => "0x123456789abcdef",
        "v128" => "i64x2 0x123456789abcdef 0x7766554433221100",
        _ => "1.375",
    }
}

/// A function that makes an access and gives what was loaded, or the bytes after the store.
fn function(index: usize, access: (&str, &str, bool), address: &str, value: &str) -> String {
    let (operator, ty, is_store) = access;
    let value = value.replace('V', constant(ty)).replace("$same", &format!("$same_{ty}"));
    let body = if is_store {
        format!("({operator} {address} {value}) (local.set $result (v128.load M (A.const 24)))")
    } else {
        let wrap = match ty {
            "v128" => "local.set $result",
            ty => &format!("local.set $result ({}.splat", splat_of(ty)),
        };
        let close = if ty == "v128" { "" } else { ")" };
        format!("({wrap} (local.tee $value ({operator} {address})){close})")
    };
    format!(
        r#"(func (export "{index}") (param $address A) (param $rare A) (param $value {ty}) (result i64 i64)
            (local $result v128)
            (loop (drop (local.get $address)))
            {body}
            (i64x2.extract_lane 0 (local.get $result)) (i64x2.extract_lane 1 (local.get $result)))"#
    )
    .replace('T', ty)
}

fn splat_of(ty: &str) -> &'static str {
    match ty {
        "i32" => "i32x4",
        "i64" => "i64x2",
        "f32" => "f32x4",
        _ => "f64x2",
    }
}

/// All forms in one module, and the third argument of each.
fn module((memories, memory, address_type): (&str, &str, &str)) -> (String, Vec<Val>) {
    let mut text = format!("(module {memories}");
    for ty in ["i32", "i64", "f32", "f64", "v128"] {
        write!(text, "(func $same_{ty} (param {ty}) (result {ty}) (local.get 0))").unwrap();
    }
    let segment = if memory.is_empty() { "0" } else { memory };
    write!(
        text,
        r#"(data (memory {segment}) ({address_type}.const 20)
            "abcdefgh\ff\fe\fd\fc\fb\fa\f9\f8ijklmnopqrstuvwxyz")"#
    )
    .unwrap();
    let mut values = Vec::new();
    for access in ACCESSES {
        let forms = if access.2 { &VALUES[..] } else { &VALUES[..1] };
        for address in ADDRESSES {
            for form in forms {
                text.push_str(
                    &function(values.len(), access, address, form)
                        .replace('M', memory)
                        .replace('A', address_type),
                );
                values.push(argument(access.1));
            }
        }
    }
    text.push(')');
    (text, values)
}

/// A value to be stored, unlike the constant of its type.
fn argument(ty: &str) -> Val {
    match ty {
        "i32" => Val::I32(0x0765_4321),
        "i64" => Val::I64(0x0fed_cba9_8765_4321),
        "f32" => Val::from(2.625_f32),
        "f64" => Val::from(2.625_f64),
        _ => Val::V128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff),
    }
}

/// What all forms give, one after the other, each in an instance of its own.
fn results(memory: (&str, &str, &str)) -> Vec<String> {
    let (text, values) = module(memory);
    let address =
        |value: i32| if memory.2 == "i64" { Val::I64(value.into()) } else { Val::I32(value) };
    let engine = Engine::default();
    let module = Module::new(&engine, &wat::parse_str(text).unwrap()).unwrap();
    let linker = Linker::new(&engine);
    let mut forms = Vec::new();
    for (form, value) in values.into_iter().enumerate() {
        let mut store = Store::new(&engine, ());
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let mut results = [Val::I64(0); 2];
        let func = instance.get_func(&store, &form.to_string()).unwrap();
        func.call(&mut store, &[address(20), address(3), value], &mut results).unwrap();
        forms.push(format!("{results:?}"));
    }
    forms
}

#[test]
fn far_accesses_do_what_near_ones_do() {
    let near = results(MEMORIES[0]);
    for memory in &MEMORIES[1..] {
        for (form, (found, expected)) in results(*memory).iter().zip(&near).enumerate() {
            assert_eq!(found, expected, "form {form} of {memory:?}");
        }
    }
}

#[test]
fn sums_beyond_64_bits_are_out_of_bounds() {
    let text = r#"(module (memory i64 1)
        (func (export "load") (param i64) (result i32)
            (i32.load offset=0xffffffffffffffff (local.get 0)))
        (func (export "store") (param i64) (result i32)
            (i64.store offset=0xfffffffffffffff8 (local.get 0) (i64.const 1)) (i32.const 0))
        (func (export "vector") (param i64) (result i32)
            (v128.store (local.get 0) (v128.const i64x2 1 2)) (i32.const 0))
        (func (export "fill") (param i64) (result i32)
            (memory.fill (local.get 0) (i32.const 1) (i64.const 0x10)) (i32.const 0))
        (func (export "copy") (param i64) (result i32)
            (memory.copy (local.get 0) (i64.const 0) (i64.const 0xffffffffffffffff)) (i32.const 0)))"#;
    let (mut store, instance) = instantiate(text);
    for (name, address) in [
        ("load", 0),
        ("load", 1),
        ("load", -1),
        ("store", 0),
        ("store", 8),
        ("store", 16),
        ("vector", -16),
        ("vector", -1),
        ("fill", -16),
        ("fill", -1),
        ("copy", 1),
        ("copy", 0),
    ] {
        let error = call(&mut store, instance, name, &[Val::I64(address)]).unwrap_err();
        let code = error.trap().map(Trap::code);
        let sound = code == Some(TrapCode::MemoryOutOfBounds);
        // A sum that wraps around to something within the memory must not be taken for it.
        assert!(sound, "{name} at {address}: {error}");
    }
}
