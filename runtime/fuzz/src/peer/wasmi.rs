//! wasmi, an interpreter that has much, but neither objects nor exceptions.

use ::wasmi::{
    Config, Engine, Error, Extern, Instance, Linker, Module, Store, TrapCode, Val, ValType,
};

use crate::Arguments;
use crate::observation::{Cause, Guest, Outcome, State, Value};

/// How much every call may consume: more of its own kind than ours can need.
const FUEL: u64 = 10_000_000;

/// An instance.
pub struct Wasmi {
    store: Store<()>,
    instance: Instance,
}

impl Wasmi {
    fn instantiate(wasm: &[u8]) -> Result<Self, Error> {
        let mut config = Config::default();
        config.consume_fuel(true).wasm_multi_memory(true).wasm_custom_page_sizes(true);
        config.wasm_memory64(true).wasm_wide_arithmetic(true).wasm_simd(true);
        config.wasm_relaxed_simd(false).wasm_tail_call(true).wasm_extended_const(true);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, wasm)?;
        let mut store = Store::new(&engine, ());
        store.set_fuel(FUEL)?;
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module)?;
        Ok(Self { store, instance })
    }

    /// By name.
    fn exports(&self) -> Vec<(String, Extern)> {
        let exports = self.instance.exports(&self.store);
        let mut exports: Vec<_> =
            exports.map(|export| (export.name().to_owned(), export.into_extern())).collect();
        exports.sort_unstable_by(|(name, _), (other, _)| name.cmp(other));
        exports
    }
}

impl Guest for Wasmi {
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
        let params: Vec<_> = ty.params().iter().map(|ty| argument(*ty, arguments)).collect();
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
                    state.memories.push((name, memory.data(&self.store).to_vec()));
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
        ValType::F32 => Val::F32(::wasmi::F32::from_bits(arguments.next_bits() as u32)),
        ValType::F64 => Val::F64(::wasmi::F64::from_bits(arguments.next_bits())),
        ValType::V128 => {
            let low = u128::from(arguments.next_bits());
            Val::V128((low | u128::from(arguments.next_bits()) << 64).into())
        }
        other => Val::default_for_ty(other),
    }
}

fn value(value: &Val) -> Value {
    match value {
        Val::I32(value) => Value::I32(*value),
        Val::I64(value) => Value::I64(*value),
        Val::F32(value) => Value::F32(value.to_bits()),
        Val::F64(value) => Value::F64(value.to_bits()),
        Val::V128(value) => Value::V128(value.as_u128()),
        _ => Value::Reference,
    }
}

/// What an error means.
fn outcome(error: &Error) -> Outcome {
    let Some(trap) = error.as_trap_code() else { return Outcome::Refused(error.to_string()) };
    Outcome::Trapped(match trap {
        TrapCode::UnreachableCodeReached => Cause::Unreachable,
        TrapCode::MemoryOutOfBounds => Cause::MemoryOutOfBounds,
        TrapCode::TableOutOfBounds => Cause::TableOutOfBounds,
        TrapCode::IndirectCallToNull => Cause::IndirectCallToNull,
        TrapCode::BadSignature => Cause::BadSignature,
        TrapCode::IntegerOverflow => Cause::IntegerOverflow,
        TrapCode::IntegerDivisionByZero => Cause::IntegerDivisionByZero,
        TrapCode::BadConversionToInteger => Cause::BadConversionToInteger,
        _ => Cause::Limit,
    })
}
