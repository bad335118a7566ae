//! References to functions and to the host's values, in tables, globals and calls.

use wasmrun_runtime::{ExternRef, Func, Global, GlobalType, Mutability, Val, ValType};

use crate::world::World;

#[test]
fn references_to_the_hosts_values_come_back() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module (table $t (export "table") 2 externref)
                (global $g (mut externref) (ref.null extern))
                (func (export "keep") (param externref) (result externref)
                    (table.set $t (i32.const 1) (local.get 0))
                    (global.set $g (table.get $t (i32.const 1)))
                    global.get $g)
                (func (export "null") (result externref) (table.get $t (i32.const 0))))"#,
        )
        .unwrap();
    let keep = instance
        .get_typed_func::<Option<ExternRef>, Option<ExternRef>>(&world.store, "keep")
        .unwrap();
    let first = ExternRef::new(&mut world.store, "first").unwrap();
    let second = ExternRef::new(&mut world.store, 2u8).unwrap();
    assert!(!ExternRef::same(&world.store, &first, &second));
    for reference in [second, first] {
        let kept = keep.call(&mut world.store, Some(reference)).unwrap().unwrap();
        assert!(ExternRef::same(&world.store, &kept, &reference));
    }
    assert_eq!(first.data(&world.store).unwrap().downcast_ref::<&str>(), Some(&"first"));
    assert_eq!(second.data(&world.store).unwrap().downcast_ref::<u8>(), Some(&2));
    let table = instance.get_table(&world.store, "table").unwrap();
    let Some(Val::ExternRef(Some(element))) = table.get(&world.store, 1) else { panic!("one") };
    assert!(ExternRef::same(&world.store, &element, &first));
    assert!(table.get(&world.store, 2).is_none());
    assert!(keep.call(&mut world.store, None).unwrap().is_none());
    let null = world.call(instance, "null", &[]).unwrap();
    assert!(matches!(null, Some(Val::ExternRef(None))));
}

#[test]
fn a_host_function_can_be_called_through_a_table() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module (table (export "table") 3 funcref) (elem (i32.const 1) $seven)
                (type $ty (func (param i32) (result i32)))
                (func $seven (type $ty) (i32.mul (local.get 0) (i32.const 7)))
                (func (export "call") (param $index i32) (param i32) (result i32)
                    (call_indirect (type $ty) (local.get 1) (local.get $index))))"#,
        )
        .unwrap();
    let table = instance.get_table(&world.store, "table").unwrap();
    let double = Func::wrap(&mut world.store, |x: i32| x * 2);
    table.set(&mut world.store, 0, double.into()).unwrap();
    let call = instance.get_typed_func::<(i32, i32), i32>(&world.store, "call").unwrap();
    assert_eq!(call.call(&mut world.store, (0, 21)).unwrap(), 42);
    assert_eq!(call.call(&mut world.store, (1, 3)).unwrap(), 21);
    let Some(Val::FuncRef(Some(seven))) = table.get(&world.store, 1) else { panic!("a function") };
    assert_eq!(seven.ty(&world.store).to_string(), "(i32) -> i32");
    assert_eq!(
        seven.typed::<i32, i32>(&world.store).unwrap().call(&mut world.store, 2).unwrap(),
        14
    );
    assert_eq!(
        call.call(&mut world.store, (2, 0)).unwrap_err().to_string().split(' ').next(),
        Some("uninitialized")
    );
}

#[test]
fn functions_of_other_instances_run_with_what_is_theirs() {
    let mut world = World::new(());
    let counter = r#"(module (memory 1) (global $n (mut i32) (i32.const 0))
        (func $next (result i32)
            (global.set $n (i32.add (global.get $n) (i32.const 1)))
            (i32.store (i32.const 0) (global.get $n)) (i32.load (i32.const 0)))
        (func (export "get") (result funcref) ref.func $next) (elem declare func $next))"#;
    let (a, b) = (world.instantiate(counter).unwrap(), world.instantiate(counter).unwrap());
    let user = world
        .instantiate(
            r#"(module (table 2 funcref) (type $next (func (result i32))) (memory 1)
                (func (export "set") (param i32 funcref) (table.set (local.get 0) (local.get 1)))
                (func (export "run") (result i32)
                    (i32.store (i32.const 0) (i32.const 1000))
                    (drop (call_indirect (type $next) (i32.const 0)))
                    (drop (call_indirect (type $next) (i32.const 0)))
                    (i32.add (i32.load (i32.const 0))
                        (i32.add
                            (i32.mul (i32.const 10) (call_indirect (type $next) (i32.const 0)))
                            (call_indirect (type $next) (i32.const 1))))))"#,
        )
        .unwrap();
    for (index, instance) in [(0, a), (1, b)] {
        let next = world.call(instance, "get", &[]).unwrap().unwrap();
        world.call(user, "set", &[Val::I32(index), next]).unwrap();
    }
    assert_eq!(world.call(user, "run", &[]).unwrap().unwrap().i32(), Some(1031));
}

#[test]
fn globals_hold_references_and_keep_their_types() {
    let mut world = World::new(());
    let ty = GlobalType::new(ValType::FUNCREF, Mutability::Var);
    let global = Global::new(&mut world.store, ty, Val::FuncRef(None)).unwrap();
    world.linker.define(&world.store, "host", "f", global).unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "f" (global $f (mut funcref)))
                (func $one (result i32) i32.const 1) (elem declare func $one)
                (func (export "run") (global.set $f (ref.func $one))))"#,
        )
        .unwrap();
    world.call(instance, "run", &[]).unwrap();
    let Val::FuncRef(Some(one)) = global.get(&world.store) else { panic!("a function") };
    assert_eq!(one.typed::<(), i32>(&world.store).unwrap().call(&mut world.store, ()).unwrap(), 1);
    let error = global.set(&mut world.store, Val::I32(1)).unwrap_err();
    assert_eq!(error.to_string(), "expected a value of type funcref, found one of type i32");
    let ty = GlobalType::new(ValType::I32, Mutability::Const);
    let constant = Global::new(&mut world.store, ty, Val::I32(1)).unwrap();
    let error = constant.set(&mut world.store, Val::I32(1)).unwrap_err();
    assert_eq!(error.to_string(), "the global is constant");
}
