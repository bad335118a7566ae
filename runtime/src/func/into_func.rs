//! Closures of the host's as functions of WebAssembly.

use std::sync::Arc;

use super::{
    Caller, HostFunction,
    slot_value::WasmTy,
    values::{SlotValues, WasmRet},
};
use crate::{engine::Engine, store::AsContext, types::FuncType};

/// A closure that can become a host function of stores with data `T`.
///
/// Implemented for closures of up to 16 parameters, all [`WasmTy`], with or without a
/// [`Caller<'_, T>`](Caller) before them, that return nothing, a [`WasmTy`], a tuple of them, or a
/// `Result` of these; and for no others.
pub trait IntoFunc<T: 'static, Params, Results>: IntoHostFunction<T, Params, Results> {}

/// How a closure becomes a host function.
pub trait IntoHostFunction<T: 'static, Params, Results> {
    /// The closure as a function that a guest can call.
    fn into_host_function(self, engine: &Engine) -> Arc<HostFunction>;
}

impl<T: 'static, Params, Results, F> IntoFunc<T, Params, Results> for F where
    F: IntoHostFunction<T, Params, Results>
{
}

macro_rules! into_host_function {
    ($($name:ident $variable:ident $index:tt),*) => {
        impl<T, Closure, Results, $($name),*> IntoHostFunction<T, ($($name,)*), Results> for Closure
        where
            T: 'static,
            Closure: Fn($($name),*) -> Results + Send + Sync + 'static,
            Results: WasmRet,
            $($name: WasmTy,)*
        {
            fn into_host_function(self, engine: &Engine) -> Arc<HostFunction> {
                let closure = move |_: Caller<'_, T> $(, $variable: $name)*| self($($variable),*);
                IntoHostFunction::<T, (Caller<'_, T>, $($name,)*), Results>::into_host_function(closure, engine)
            }
        }

        impl<T, Closure, Results, $($name),*>
            IntoHostFunction<T, (Caller<'_, T>, $($name,)*), Results> for Closure
        where
            T: 'static,
            Closure: Fn(Caller<'_, T>, $($name),*) -> Results + Send + Sync + 'static,
            Results: WasmRet,
            $($name: WasmTy,)*
        {
            fn into_host_function(self, engine: &Engine) -> Arc<HostFunction> {
                let ty = FuncType::new([$($name::TYPE),*], Results::Values::types());
                HostFunction::new(engine, ty, move |mut caller: Caller<'_, T>, slots: &mut [u64]| {
                    let ($($variable,)*) =
                        <($($name,)*)>::read(slots, caller.as_context().objects());
                    let results = self(caller.reborrow(), $($variable),*).into_result()?;
                    results.write(slots, caller.as_context().objects());
                    Ok(())
                })
            }
        }
    };
}

super::for_each_arity!(into_host_function);
