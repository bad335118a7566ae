//! Our interpreter.

use wasmrun_runtime::{
    AsContext, Config, Engine, Error, Extern, Instance, Linker, Module, Store, TrapCode, Val,
    ValType,
};

use crate::Arguments;
use crate::observation::{Cause, Guest, Outcome, State, Value};

/// How much every call may consume.
const FUEL: u64 = 100_000;

/// An instance.
pub struct Ours {
    store: Store<()>,
    instance: Instance,
}

/// The engine that fuzz targets use.
///
/// # Panics
/// If it cannot be made.
fn engine() -> Engine {
    let mut config = Config::new();
    config.consume_fuel(true).interruptible(true).max_stack_bytes(1 << 20);
    config.max_memory_bytes(256 << 20).max_table_elements(1 << 20).max_heap_bytes(16 << 20);
    Engine::new(&config).expect("an engine")
}

impl Ours {
    fn instantiate(wasm: &[u8]) -> Result<Self, Error> {
        let engine = engine();
        let module = Module::new(&engine, wasm)?;
        let mut store = Store::new(&engine, ());
        store.set_fuel(FUEL)?;
        let instance = Linker::new(&engine).instantiate(&mut store, &module)?;
        Ok(Self { store, instance })
    }

    /// By name.
    fn exports(&self) -> Vec<(String, Extern)> {
        let store = self.store.as_context();
        let exports = self.instance.exports(store);
        let mut exports: Vec<_> = exports.map(|(name, export)| (name.to_owned(), export)).collect();
        exports.sort_unstable_by(|(name, _), (other, _)| name.cmp(other));
        exports
    }
}

impl Guest for Ours {
    fn new(wasm: &[u8]) -> Result<Self, Outcome> {
        Self::instantiate(wasm).map_err(|error| outcome(&error))
    }

    fn functions(&mut self) -> Vec<String> {
        let functions = self.exports().into_iter();
        functions.filter(|(_, e)| matches!(e, Extern::Func(_))).map(|(name, _)| name).collect()
    }

    fn call(&mut self, name: &str, arguments: &mut Arguments) -> Outcome {
        let func = self.instance.get_func(&self.store, name).expect("a function");
        let ty = func.ty(&self.store);
        let params: Vec<_> = ty.params().iter().map(|&ty| argument(ty, arguments)).collect();
        let mut results = vec![Val::I32(0); ty.results().len()];
        self.store.set_fuel(FUEL).expect("fuel");
        match func.call(&mut self.store, &params, &mut results) {
            Ok(()) => Outcome::Returned(results.iter().map(value).collect()),
            Err(error) => outcome(&error),
        }
    }

    fn state(&mut self) -> State {
        let mut state = State::default();
        for (name, export) in self.exports() {
            match export {
                Extern::Global(global) => {
                    state.globals.push((name, value(&global.get(&self.store))));
                }
                Extern::Memory(memory) => {
                    let bytes = memory.data(self.store.as_context()).to_vec();
                    state.memories.push((name, bytes));
                }
                _ => {}
            }
        }
        state
    }
}

fn argument(ty: ValType, arguments: &mut Arguments) -> Val {
    match ty {
        ValType::I32 => Val::I32(arguments.next_bits() as i32),
        ValType::I64 => Val::I64(arguments.next_bits() as i64),
        ValType::F32 => Val::F32(arguments.next_bits() as u32),
        ValType::F64 => Val::F64(arguments.next_bits()),
        ValType::V128 => {
            let low = u128::from(arguments.next_bits());
            Val::V128(low | u128::from(arguments.next_bits()) << 64)
        }
        other => Val::default_of(other),
    }
}

fn value(value: &Val) -> Value {
    match *value {
        Val::I32(value) => Value::I32(value),
        Val::I64(value) => Value::I64(value),
        Val::F32(bits) => Value::F32(bits),
        Val::F64(bits) => Value::F64(bits),
        Val::V128(bits) => Value::V128(bits),
        _ => Value::Reference,
    }
}

/// What an error means.
///
/// # Panics
/// On errors that must not be.
fn outcome(error: &Error) -> Outcome {
    if error.exception().is_some() {
        return Outcome::Threw;
    }
    let Some(trap) = error.trap() else {
        assert!(!error.to_string().contains("internal error"), "{error}");
        return Outcome::Refused(error.to_string());
    };
    Outcome::Trapped(match trap.code() {
        TrapCode::Unreachable => Cause::Unreachable,
        TrapCode::MemoryOutOfBounds => Cause::MemoryOutOfBounds,
        TrapCode::TableOutOfBounds | TrapCode::UndefinedElement => Cause::TableOutOfBounds,
        TrapCode::IndirectCallToNull => Cause::IndirectCallToNull,
        TrapCode::BadSignature => Cause::BadSignature,
        TrapCode::IntegerOverflow => Cause::IntegerOverflow,
        TrapCode::IntegerDivisionByZero => Cause::IntegerDivisionByZero,
        TrapCode::BadConversionToInteger => Cause::BadConversionToInteger,
        TrapCode::StackOverflow | TrapCode::OutOfFuel | TrapCode::HeapExhausted => Cause::Limit,
        TrapCode::NullExceptionReference
        | TrapCode::NullReference
        | TrapCode::NullFunctionReference
        | TrapCode::NullStructReference
        | TrapCode::NullArrayReference
        | TrapCode::NullI31Reference => Cause::NullReference,
        TrapCode::ArrayOutOfBounds => Cause::ArrayOutOfBounds,
        TrapCode::CastFailure => Cause::CastFailure,
        TrapCode::UnalignedAtomic => Cause::UnalignedAtomic,
        TrapCode::ExpectedSharedMemory => Cause::ExpectedSharedMemory,
        other => panic!("nothing should trap like this: {other}"),
    })
}
