//! References of certain types: calls through them, null, and what fits what.

use wasmrun_runtime::{
    AnyRef, ArrayRef, Caller, EqRef, ExternRef, Func, FuncType, Global, GlobalType, HeapType, I31,
    Mutability, RefType, StructRef, Table, TableType, TrapCode, Val, ValType,
};

use crate::world::World;

#[test]
fn a_call_through_a_reference_runs_in_the_instance_of_the_function() {
    let mut world = World::new(());
    let counter = r#"(module (global $n (mut i32) (i32.const 40))
        (func (export "add") (param i32) (result i32)
            (global.set $n (i32.add (global.get $n) (local.get 0))) (global.get $n)))"#;
    let counter = world.instantiate(counter).unwrap();
    world.linker.instance(&world.store, "counter", counter).unwrap();
    let user = world
        .instantiate(
            r#"(module (type $ty (func (param i32) (result i32)))
                (import "counter" "add" (func $add (type $ty))) (elem declare func $add $double)
                (global $n (mut i32) (i32.const 1000))
                (func $double (type $ty) (i32.mul (local.get 0) (i32.const 2)))
                (func $apply (param $f (ref null $ty)) (param i32) (result i32)
                    (i32.add (global.get $n) (call_ref $ty (local.get 1) (local.get $f))))
                (func (export "own") (result i32)
                    (call $apply (ref.func $double) (i32.const 21)))
                (func (export "other") (result i32)
                    (call $apply (ref.func $add) (i32.const 2)))
                (func (export "tail") (result i32)
                    (return_call_ref $ty (i32.const 1) (ref.func $add)))
                (func (export "null") (result i32)
                    (call $apply (ref.null $ty) (i32.const 0))))"#,
        )
        .unwrap();
    let mut call = |name: &str| world.call(user, name, &[]);
    assert_eq!(call("own").unwrap().unwrap().i32(), Some(1042));
    assert_eq!(call("other").unwrap().unwrap().i32(), Some(1042));
    assert_eq!(call("tail").unwrap().unwrap().i32(), Some(43));
    let error = call("null").unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::NullFunctionReference);
}

#[test]
fn branches_on_null_keep_the_values_below() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (func (export "on_null") (param externref) (result i32)
                    (block $null (result i32)
                        (i32.add (i32.const 1)
                            (block (result i32)
                                (drop (br_on_null $null (i32.const 7) (local.get 0)))
                                (drop) (i32.const 20)))))
                (func (export "on_non_null") (param externref) (result i32)
                    (block $there (result i32 (ref extern))
                        (br_on_non_null $there (i32.const 5) (local.get 0))
                        (drop) (return (i32.const 6)))
                    (drop))
                (func (export "must") (param externref) (result externref)
                    (ref.as_non_null (local.get 0))))"#,
        )
        .unwrap();
    let value = ExternRef::new(&mut world.store, 1u8).unwrap().into();
    let null = Val::ExternRef(None);
    for (name, argument, expected) in [
        ("on_null", null, 7),
        ("on_null", value, 21),
        ("on_non_null", null, 6),
        ("on_non_null", value, 5),
    ] {
        let result = world.call(instance, name, &[argument]).unwrap().unwrap();
        assert_eq!(result.i32(), Some(expected), "{name}");
    }
    assert!(world.call(instance, "must", &[value]).is_ok());
    let error = world.call(instance, "must", &[null]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::NullReference);
}

#[test]
fn constants_are_computed_and_tables_begin_with_them() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module (type $ty (func (result i32)))
                (global (export "n") i64
                    (i64.sub (i64.mul (i64.const -4) (i64.const 5)) (i64.const 1)))
                (func $seven (type $ty) (i32.const 7)) (func $eight (type $ty) (i32.const 8))
                (table $t 5 (ref $ty) (ref.func $seven))
                (elem (table $t) (offset (i32.add (i32.const 3) (i32.const 1)))
                    (ref $ty) (ref.func $eight))
                (func (export "call") (param i32) (result i32)
                    (call_ref $ty (table.get $t (local.get 0)))))"#,
        )
        .unwrap();
    let n = instance.get_global(&world.store, "n").unwrap();
    assert_eq!(n.get(&world.store).i64(), Some(-21));
    for (index, expected) in [(0, 7), (3, 7), (4, 8)] {
        let result = world.call(instance, "call", &[Val::I32(index)]).unwrap().unwrap();
        assert_eq!(result.i32(), Some(expected));
    }
}

#[test]
fn imports_fit_by_subtyping_and_types_of_modules_are_one_if_they_are_equal() {
    let mut world = World::new(());
    let exporter = world
        .instantiate(
            r#"(module (type $ty (func (param i32))) (func $f (type $ty))
                (global (export "g") (ref $ty) (ref.func $f))
                (global (export "m") (mut (ref null $ty)) (ref.null $ty)))"#,
        )
        .unwrap();
    world.linker.instance(&world.store, "a", exporter).unwrap();
    let import = |world: &mut World<()>, ty: &str, what: &str| {
        world.instantiate(&format!(
            r#"(module (type (func)) (type $ty (func (param i32))) (import "a" {what} (global {ty})))"#
        ))
    };
    for ty in ["(ref $ty)", "(ref null $ty)", "(ref func)", "funcref"] {
        assert!(import(&mut world, ty, r#""g""#).is_ok(), "{ty}");
    }
    for ty in ["(ref 0)", "externref", "(mut (ref $ty))"] {
        assert!(import(&mut world, ty, r#""g""#).unwrap_err().is_link(), "{ty}");
    }
    assert!(import(&mut world, "(mut (ref null $ty))", r#""m""#).is_ok());
    assert!(import(&mut world, "(mut funcref)", r#""m""#).unwrap_err().is_link());
}

#[test]
fn the_host_cannot_put_in_what_does_not_fit() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module (type $ty (func (param i32)))
                (func (export "take") (param (ref $ty))) (func (export "f") (type $ty)))"#,
        )
        .unwrap();
    let fits = instance.get_func(&world.store, "f").unwrap();
    let other = Func::wrap(&mut world.store, |_: i64| ());
    let same = Func::wrap(&mut world.store, |_: i32| ());
    assert!(world.call(instance, "take", &[fits.into()]).is_ok());
    assert!(world.call(instance, "take", &[same.into()]).is_ok());
    assert!(world.call(instance, "take", &[other.into()]).is_err());
    assert!(world.call(instance, "take", &[Val::FuncRef(None)]).is_err());

    let never_null = RefType::new(false, HeapType::Func);
    let ty = TableType::new(never_null, 1, None);
    assert!(Table::new(&mut world.store, ty, Val::FuncRef(None)).is_err());
    let ty = GlobalType::new(never_null.into(), Mutability::Const);
    assert!(Global::new(&mut world.store, ty, Val::FuncRef(None)).is_err());
    assert!(Global::new(&mut world.store, ty, same.into()).is_ok());
}

#[test]
fn the_host_can_use_the_types_of_modules() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module (type $ty (func (result i32))) (func $five (type $ty) (i32.const 5))
                (global (export "g") (ref $ty) (ref.func $five)))"#,
        )
        .unwrap();
    let ty = instance.get_global(&world.store, "g").unwrap().ty(&world.store).content();
    assert!(world.engine.matches(ty, ValType::FUNCREF));
    assert!(!world.engine.matches(ValType::FUNCREF, ty));
    let identity = FuncType::new([ty], [ty]);
    world
        .linker
        .func_new("host", "identity", identity, |_, arguments, results| {
            results[0] = arguments[0];
            Ok(())
        })
        .unwrap();
    let user = world
        .instantiate(
            r#"(module (type $ty (func (result i32)))
                (import "host" "identity" (func $identity (param (ref $ty)) (result (ref $ty))))
                (func $six (type $ty) (i32.const 6)) (elem declare func $six)
                (func (export "run") (result i32)
                    (call_ref $ty (call $identity (ref.func $six)))))"#,
        )
        .unwrap();
    assert_eq!(world.call(user, "run", &[]).unwrap().unwrap().i32(), Some(6));
}

#[test]
fn types_of_the_hosts_may_say_less_of_parameters_and_more_of_results() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (type $node (struct (field (mut i32)))) (type $bytes (array (mut i8)))
                (type $f (func (param i32) (result i32)))
                (elem declare func $double)
                (func $double (type $f) (i32.mul (local.get 0) (i32.const 2)))
                (func (export "node") (param i32) (result (ref $node)) (struct.new $node (local.get 0)))
                (func (export "bytes") (result (ref $bytes)) (array.new_default $bytes (i32.const 5)))
                (func (export "small") (result (ref i31)) (ref.i31 (i32.const -3)))
                (func (export "double") (result (ref $f)) (ref.func $double))
                (func (export "same") (param (ref any)) (result (ref any)) (local.get 0))
                (func (export "eq") (param eqref eqref) (result i32)
                    (ref.eq (local.get 0) (local.get 1))))"#,
        )
        .unwrap();
    let store = &mut world.store;
    let node = instance.get_typed_func::<i32, StructRef>(&*store, "node").unwrap();
    let node = node.call(&mut *store, 9).unwrap();
    assert_eq!(node.field(&*store, 0).unwrap().i32(), Some(9));
    let bytes = instance.get_typed_func::<(), Option<ArrayRef>>(&*store, "bytes").unwrap();
    assert_eq!(bytes.call(&mut *store, ()).unwrap().unwrap().len(&*store), 5);
    let small = instance.get_typed_func::<(), I31>(&*store, "small").unwrap();
    let small = small.call(&mut *store, ()).unwrap();
    assert_eq!(small.get_i32(), -3);
    let double = instance.get_typed_func::<(), Func>(&*store, "double").unwrap();
    let double = double.call(&mut *store, ()).unwrap().typed::<i32, i32>(&*store).unwrap();
    assert_eq!(double.call(&mut *store, 21).unwrap(), 42);

    let same = instance.get_typed_func::<StructRef, AnyRef>(&*store, "same").unwrap();
    let any = same.call(&mut *store, node).unwrap();
    let eq = instance.get_typed_func::<(Option<EqRef>, I31), i32>(&*store, "eq").unwrap();
    let node = any.as_eq(&*store);
    assert!(node.is_some());
    assert_eq!(eq.call(&mut *store, (node, small)).unwrap(), 0);
    assert_eq!(eq.call(&mut *store, (Some(small.into()), small)).unwrap(), 1);
    assert_eq!(eq.call(&mut *store, (None, small)).unwrap(), 0);

    // The other way round it would let in what does not belong there.
    assert!(instance.get_typed_func::<Option<AnyRef>, AnyRef>(&*store, "same").is_err());
    assert!(instance.get_typed_func::<StructRef, StructRef>(&*store, "same").is_err());
    assert!(instance.get_typed_func::<(), ArrayRef>(&*store, "small").is_err());
}

#[test]
fn host_functions_take_and_give_references_that_are_never_null() {
    let mut world = World::new(());
    world
        .linker
        .func_wrap("host", "swap", |value: ExternRef, callback: Func| (callback, value))
        .unwrap()
        .func_wrap("host", "grow", |mut caller: Caller<'_, ()>, node: StructRef| {
            let value = node.field(&caller, 0)?.i32().unwrap_or_default();
            node.set_field(&mut caller, 0, Val::I32(value + 1))
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (type $node (struct (field (mut i32))))
                (import "host" "swap"
                    (func $swap (param (ref extern) (ref func)) (result (ref func) (ref extern))))
                (import "host" "grow" (func $grow (param (ref struct))))
                (elem declare func $swap)
                (func (export "swap") (param externref) (result i32) (local $value (ref null extern))
                    (call $swap (ref.as_non_null (local.get 0)) (ref.func $swap))
                    (local.set $value)
                    (drop)
                    (ref.is_null (local.get $value)))
                (func (export "grow") (result i32) (local $node (ref null $node))
                    (local.set $node (struct.new $node (i32.const 6)))
                    (call $grow (ref.as_non_null (local.get $node)))
                    (struct.get $node 0 (local.get $node))))"#,
        )
        .unwrap();
    let value = ExternRef::new(&mut world.store, 5u8).unwrap();
    let result = world.call(instance, "swap", &[value.into()]).unwrap().unwrap();
    assert_eq!(result.i32(), Some(0));
    assert_eq!(world.call(instance, "grow", &[]).unwrap().unwrap().i32(), Some(7));
}
