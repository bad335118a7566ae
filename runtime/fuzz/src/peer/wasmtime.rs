//! wasmtime, a compiler that has objects and exceptions.

use ::wasmtime::{
    Collector, Config, Engine, Error, Extern, Instance, Module, OptLevel, Store, StoreLimits,
    StoreLimitsBuilder, ThrownException, Trap, Val, ValType,
};

use crate::Arguments;
use crate::observation::{Cause, Guest, Outcome, State, Value};

/// How much every call may consume: more of its own kind than ours can need.
const FUEL: u64 = 10_000_000;

/// An instance.
pub struct Wasmtime {
    store: Store<StoreLimits>,
    instance: Instance,
}

fn config() -> Config {
    let mut config = Config::new();
    config.consume_fuel(true).collector(Collector::Null).cranelift_opt_level(OptLevel::None);
    config.wasm_gc(true).wasm_function_references(true).wasm_exceptions(true);
    config.wasm_multi_memory(true).wasm_memory64(true).wasm_custom_page_sizes(true);
    config.wasm_wide_arithmetic(true).wasm_tail_call(true).wasm_extended_const(true);
    config.wasm_simd(true).wasm_relaxed_simd(false);
    // Signals are the fuzzer's, and reserved address space is worth nothing for one call.
    config.signals_based_traps(false).memory_reservation(0).memory_guard_size(0);
    config.memory_init_cow(false);
    config
}

impl Wasmtime {
    fn instantiate(wasm: &[u8]) -> Result<Self, Error> {
        let engine = Engine::new(&config())?;
        let module = Module::new(&engine, wasm)?;
        let limits = StoreLimitsBuilder::new().memory_size(256 << 20).build();
        let mut store = Store::new(&engine, limits);
        store.limiter(|limits| limits);
        store.set_fuel(FUEL)?;
        let instance = Instance::new(&mut store, &module, &[])?;
        Ok(Self { store, instance })
    }

    /// By name.
    fn exports(&mut self) -> Vec<(String, Extern)> {
        let exports = self.instance.exports(&mut self.store);
        let mut exports: Vec<_> =
            exports.map(|export| (export.name().to_owned(), export.into_extern())).collect();
        exports.sort_unstable_by(|(name, _), (other, _)| name.cmp(other));
        exports
    }
}

impl Guest for Wasmtime {
    fn new(wasm: &[u8]) -> Result<Self, Outcome> {
        Self::instantiate(wasm).map_err(|error| outcome(&error))
    }

    fn functions(&mut self) -> Vec<String> {
        let functions = self.exports().into_iter();
        functions.filter(|(_, e)| matches!(e, Extern::Func(_))).map(|(name, _)| name).collect()
    }

    fn call(&mut self, name: &str, arguments: &mut Arguments) -> Outcome {
        let func = self.instance.get_func(&mut self.store, name).expect("a function");
        let ty = func.ty(&self.store);
        let params: Option<Vec<_>> = ty.params().map(|ty| argument(&ty, arguments)).collect();
        let Some(params) = params else {
            return Outcome::Refused("a parameter that has no default".to_owned());
        };
        let mut results = vec![Val::I32(0); ty.results().len()];
        self.store.set_fuel(FUEL).expect("fuel");
        match func.call(&mut self.store, &params, &mut results) {
            Ok(()) => Outcome::Returned(results.iter().map(value).collect()),
            Err(error) => {
                self.store.take_pending_exception();
                outcome(&error)
            }
        }
    }

    fn state(&mut self) -> State {
        let mut state = State::default();
        for (name, export) in self.exports() {
            match export {
                Extern::Global(global) => {
                    state.globals.push((name, value(&global.get(&mut self.store))));
                }
                Extern::Memory(memory) => {
                    state.memories.push((name, memory.data(&self.store).to_vec()));
                }
                _ => {}
            }
        }
        state
    }
}

fn argument(ty: &ValType, arguments: &mut Arguments) -> Option<Val> {
    Some(match ty {
        ValType::I32 => Val::I32(arguments.next_bits() as i32),
        ValType::I64 => Val::I64(arguments.next_bits() as i64),
        ValType::F32 => Val::F32(arguments.next_bits() as u32),
        ValType::F64 => Val::F64(arguments.next_bits()),
        ValType::V128 => {
            let low = u128::from(arguments.next_bits());
            Val::V128((low | u128::from(arguments.next_bits()) << 64).into())
        }
        other => Val::default_for_ty(other)?,
    })
}

fn value(value: &Val) -> Value {
    match value {
        Val::I32(value) => Value::I32(*value),
        Val::I64(value) => Value::I64(*value),
        Val::F32(bits) => Value::F32(*bits),
        Val::F64(bits) => Value::F64(*bits),
        Val::V128(value) => Value::V128(value.as_u128()),
        _ => Value::Reference,
    }
}

/// What an error means.
fn outcome(error: &Error) -> Outcome {
    if error.is::<ThrownException>() {
        return Outcome::Threw;
    }
    let Some(trap) = error.downcast_ref::<Trap>() else {
        return Outcome::Refused(error.to_string());
    };
    Outcome::Trapped(match trap {
        Trap::UnreachableCodeReached => Cause::Unreachable,
        Trap::MemoryOutOfBounds => Cause::MemoryOutOfBounds,
        Trap::TableOutOfBounds => Cause::TableOutOfBounds,
        Trap::IndirectCallToNull => Cause::IndirectCallToNull,
        Trap::BadSignature => Cause::BadSignature,
        Trap::IntegerOverflow => Cause::IntegerOverflow,
        Trap::IntegerDivisionByZero => Cause::IntegerDivisionByZero,
        Trap::BadConversionToInteger => Cause::BadConversionToInteger,
        Trap::NullReference => Cause::NullReference,
        Trap::ArrayOutOfBounds => Cause::ArrayOutOfBounds,
        Trap::CastFailure => Cause::CastFailure,
        Trap::HeapMisaligned => Cause::UnalignedAtomic,
        Trap::AtomicWaitNonSharedMemory => Cause::ExpectedSharedMemory,
        _ => Cause::Limit,
    })
}
