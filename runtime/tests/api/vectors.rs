//! Vectors of 128 bits, on their way between guests and the host.

use wasmrun_runtime::{
    Config, Engine, Error, Feature, Global, GlobalType, Module, Mutability, Val, ValType,
};

use crate::world::World;

const X: u128 = 0x0f0e_0d0c_0b0a_0908_0706_0504_0302_0100;
const Y: u128 = 0xffee_ddcc_bbaa_9988_7766_5544_3322_1100;

#[test]
fn vectors_pass_between_other_values() {
    let mut world = World::new(());
    world
        .linker
        .func_wrap("host", "turn", |a: i32, b: u128, c: i64, d: u128| (d, c, b, a))
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "turn"
                    (func $turn (param i32 v128 i64 v128) (result v128 i64 v128 i32)))
                (func (export "turn") (param i32 v128 i64 v128) (result v128 i64 v128 i32)
                    (call $turn
                        (local.get 0) (local.get 1) (local.get 2) (local.get 3))))"#,
        )
        .unwrap();
    let turn = instance.get_func(&world.store, "turn").unwrap();
    let arguments = [Val::I32(-1), Val::V128(X), Val::I64(i64::MIN), Val::V128(Y)];
    let mut results = [Val::I32(0); 4];
    turn.call(&mut world.store, &arguments, &mut results).unwrap();
    let [first, second, third, fourth] = results;
    assert_eq!((first.v128(), second.i64()), (Some(Y), Some(i64::MIN)));
    assert_eq!((third.v128(), fourth.i32()), (Some(X), Some(-1)));

    let turn = turn.typed::<(i32, u128, i64, u128), (u128, i64, u128, i32)>(&world.store).unwrap();
    assert_eq!(turn.call(&mut world.store, (7, X, 8, Y)).unwrap(), (Y, 8, X, 7));
}

#[test]
fn functions_typed_at_run_time_take_and_return_vectors() {
    let mut world = World::new(());
    let ty = wasmrun_runtime::FuncType::new(
        [ValType::V128, ValType::I32],
        [ValType::I32, ValType::V128, ValType::I32],
    );
    let closure = |_: wasmrun_runtime::Caller<'_, ()>, arguments: &[Val], results: &mut [Val]| {
        assert_eq!(results[1].v128(), Some(0));
        (results[0], results[1], results[2]) = (arguments[1], arguments[0], Val::I32(9));
        Ok::<(), Error>(())
    };
    world.linker.func_new("host", "swap", ty, closure).unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "swap" (func $swap (param v128 i32) (result i32 v128 i32)))
                (func (export "run") (param v128) (result v128) (local i32 i32)
                    (call $swap (local.get 0) (i32.const 5))
                    (local.set 1)
                    (i32x4.replace_lane 0 (local.get 1))
                    (local.set 0)
                    (local.set 2)
                    (i32x4.replace_lane 1 (local.get 0) (local.get 2))))"#,
        )
        .unwrap();
    let result = world.call(instance, "run", &[Val::V128(Y)]).unwrap().unwrap();
    assert_eq!(result.v128(), Some(Y >> 64 << 64 | 5 << 32 | 9));
}

#[test]
fn globals_hold_vectors_among_others() {
    let mut world = World::new(());
    let ty = GlobalType::new(ValType::V128, Mutability::Var);
    let shared = Global::new(&mut world.store, ty, Val::V128(X)).unwrap();
    world.linker.define(&world.store, "host", "shared", shared).unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "shared" (global $shared (mut v128)))
                (global $before (export "before") (mut i32) (i32.const 1))
                (global $own (export "own") (mut v128) (v128.const i64x2 2 3))
                (global $after (export "after") (mut i64) (i64.const 4))
                (func (export "swap") (local v128)
                    (local.set 0 (global.get $own))
                    (global.set $own (global.get $shared))
                    (global.set $shared (local.get 0))))"#,
        )
        .unwrap();
    let global = |name| instance.get_global(&world.store, name).unwrap();
    let (before, own, after) = (global("before"), global("own"), global("after"));
    assert_eq!(own.get(&world.store).v128(), Some(3 << 64 | 2));
    world.call(instance, "swap", &[]).unwrap();
    assert_eq!(own.get(&world.store).v128(), Some(X));
    assert_eq!(shared.get(&world.store).v128(), Some(3 << 64 | 2));
    own.set(&mut world.store, Val::V128(Y)).unwrap();
    assert_eq!(own.get(&world.store).v128(), Some(Y));
    assert_eq!(before.get(&world.store).i32(), Some(1));
    assert_eq!(after.get(&world.store).i64(), Some(4));
    assert!(shared.set(&mut world.store, Val::I64(1)).is_err());
}

#[test]
fn vectors_can_be_switched_off() {
    let refuse = |feature, text| {
        let engine = Engine::new(Config::new().feature(feature, false)).unwrap();
        Module::new(&engine, &wat::parse_str(text).unwrap()).unwrap_err().to_string()
    };
    let error = refuse(Feature::Simd, "(module (func (drop (v128.const i64x2 0 0))))");
    assert!(error.starts_with("the module needs SIMD"), "{error}");
    let relaxed = "(module (func (param v128) (result v128)
        (i8x16.relaxed_swizzle (local.get 0) (local.get 0))))";
    let error = refuse(Feature::RelaxedSimd, relaxed);
    assert!(error.starts_with("the module needs relaxed SIMD"), "{error}");
    let error = refuse(Feature::Simd, relaxed);
    assert!(error.starts_with("the module needs SIMD"), "{error}");
}
