//! Functions whose types were checked once and for all.

#![expect(unsafe_code, reason = "the types of a call were checked when the function was typed")]

use std::{fmt, marker::PhantomData};

use smallvec::SmallVec;

use super::{Func, WasmValues};
use crate::{error::Error, store::AsContextMut};

/// A function with parameters and results of the host's types, made by [`Func::typed`].
pub struct TypedFunc<Params, Results> {
    func: Func,
    types: PhantomData<fn(Params) -> Results>,
}

impl<Params: WasmValues, Results: WasmValues> TypedFunc<Params, Results> {
    /// Takes the types for granted.
    pub(super) fn new(func: Func) -> Self {
        Self { func, types: PhantomData }
    }

    /// Calls the function.
    ///
    /// # Errors
    /// If the guest traps or a host function fails.
    pub fn call(&self, mut store: impl AsContextMut, params: Params) -> Result<Results, Error> {
        let mut store = store.as_context_mut();
        let count = Params::SLOTS.max(Results::SLOTS);
        let mut slots = SmallVec::<[u64; 16]>::from_elem(0, count);
        params.write(&mut slots, store.objects());
        // SAFETY: the types were checked when the function was typed.
        unsafe { self.func.call_slots(&mut store, &mut slots) }?;
        Ok(Results::read(&slots, store.objects()))
    }

    /// The function without its types.
    pub fn func(&self) -> Func {
        self.func
    }
}

impl<Params, Results> Clone for TypedFunc<Params, Results> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Params, Results> Copy for TypedFunc<Params, Results> {}

impl<Params, Results> fmt::Debug for TypedFunc<Params, Results> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TypedFunc").field(&self.func).finish()
    }
}
