//! Telling of calls: who was called with what, how deep, and what the host returned.

use std::sync::{Arc, Mutex};

use wasmrun_runtime::{CallEvent, Config, Engine, Error, Linker, Module, Store, TrapCode};

const GUEST: &str = r#"(module
    (import "host" "half" (func $half (param i32) (result i32)))
    (import "host" "fail" (func $fail))
    (tag $gone)
    (func $leaf (param i64 f32) (result i64) (local i32 i32 i32) (local.get 0))
    (func $throws (throw $gone))
    (func $catches (block $caught (try_table (catch_all $caught) (call $throws))))
    (func $tail (param i32) (result i32) (return_call $half (local.get 0)))
    (func (export "run") (result i32)
        (drop (call $leaf (i64.const -7) (f32.const 1.5)))
        (call $catches)
        (drop (call $tail (i32.const 8)))
        (call $half (i32.const 10))
        (i32.add (call $tail (i32.const 2)) (call $tail (i32.const 4)))
        drop)
    (func $fails (export "fails") (call $fail)))"#;

/// What was told of, a line each, by a guest that runs `function`.
fn lines(function: &str, config: &mut Config) -> (Vec<String>, Result<(), Error>) {
    let engine = Engine::new(config.trace_calls(true)).unwrap();
    let mut linker = Linker::new(&engine);
    linker.func_wrap("host", "half", |x: i32| x / 2).unwrap();
    let fail = || Err::<(), Error>(TrapCode::Unreachable.into());
    linker.func_wrap("host", "fail", fail).unwrap();
    let mut store = Store::new(&engine, ());
    let told = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&told);
    store.set_tracer(move |event| lines.lock().unwrap().push(line(event))).unwrap();
    let module = Module::new(&engine, &wat::parse_str(GUEST).unwrap()).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    if config_meters(&mut store) {
        store.set_fuel(1_000_000).unwrap();
    }
    let function = instance.get_func(&store, function).unwrap();
    let mut results = vec![wasmrun_runtime::Val::I32(0); function.ty(&store).results().len()];
    let result = function.call(&mut store, &[], &mut results);
    let told = told.lock().unwrap().clone();
    (told, result)
}

fn config_meters(store: &mut Store<()>) -> bool {
    store.set_fuel(1).is_ok()
}

fn line(event: &CallEvent<'_>) -> String {
    match event {
        CallEvent::Began { func_index, name, arguments, depth, .. } => {
            format!("{depth} {}{arguments:?}", name.map_or(func_index.to_string(), str::to_owned))
        }
        CallEvent::HostReturned { module, name, arguments, results, depth, .. } => {
            let results = results.map_err(ToString::to_string);
            format!("{depth} {module}.{name}{arguments:?} -> {results:?}")
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn every_call_is_told_of_with_its_arguments_and_its_depth() {
    for fuel in [false, true] {
        let (lines, result) = lines("run", Config::new().consume_fuel(fuel));
        result.unwrap();
        let expected = [
            "0 run[]",
            "1 leaf[I64(-7), F32(1069547520)]",
            "1 catches[]",
            "2 throws[]",
            "1 tail[I32(8)]",
            "1 host.half[I32(8)] -> Ok([I32(4)])",
            "1 host.half[I32(10)] -> Ok([I32(5)])",
            "1 tail[I32(2)]",
            "1 host.half[I32(2)] -> Ok([I32(1)])",
            "1 tail[I32(4)]",
            "1 host.half[I32(4)] -> Ok([I32(2)])",
        ];
        assert_eq!(lines, expected);
    }
}

#[test]
fn a_host_function_that_fails_is_told_of() {
    let (lines, result) = lines("fails", &mut Config::new());
    assert_eq!(result.unwrap_err().trap().unwrap().code(), TrapCode::Unreachable);
    assert_eq!(lines, ["0 fails[]", "1 host.fail[] -> Err(\"unreachable\")"]);
}

#[test]
fn an_engine_that_does_not_trace_refuses_a_tracer() {
    let mut store = Store::new(&Engine::default(), ());
    assert!(store.set_tracer(|_| {}).is_err());
}
