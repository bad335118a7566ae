//! Calls in either direction whose types are known only at run time.

#![expect(unsafe_code, reason = "the arguments of a call are checked here")]

use std::sync::Arc;

use smallvec::SmallVec;

use super::{Caller, Func, HostFunction};
use crate::{
    engine::Engine,
    error::Error,
    store::{AsContext, StoreContextMut},
    types::FuncType,
    value::Val,
};

/// Calls a function, checking everything.
pub(super) fn call<T: 'static>(
    func: Func,
    store: &mut StoreContextMut<'_, T>,
    arguments: &[Val],
    results: &mut [Val],
) -> Result<(), Error> {
    let ty = func.type_in(store.objects());
    check_count("argument", ty.params().len(), arguments.len())?;
    check_count("result", ty.results().len(), results.len())?;
    let mut slots = SmallVec::<[u64; 16]>::from_elem(0, ty.call_slots());
    for ((argument, &ty), slot) in arguments.iter().zip(ty.params()).zip(&mut slots) {
        argument.expect(ty)?;
        *slot = argument.to_slot(store.objects());
    }
    // SAFETY: there are enough slots, and the arguments' types were just checked.
    unsafe { func.call_slots(store, &mut slots) }?;
    for ((result, &ty), &slot) in results.iter_mut().zip(ty.results()).zip(&slots) {
        *result = Val::from_slot(ty, slot, store.objects());
    }
    Ok(())
}

/// A host function whose closure takes and returns values in slices.
pub(crate) fn host_function<T: 'static>(
    engine: &Engine,
    ty: FuncType,
    closure: impl Fn(Caller<'_, T>, &[Val], &mut [Val]) -> Result<(), Error> + Send + Sync + 'static,
) -> Arc<HostFunction> {
    let signature = ty.clone();
    HostFunction::new(engine, ty, move |mut caller: Caller<'_, T>, slots: &mut [u64]| {
        let (params, results) = (signature.params(), signature.results());
        let objects = caller.as_context().objects();
        let mut values: SmallVec<[Val; 16]> = params
            .iter()
            .zip(&*slots)
            .map(|(&ty, &slot)| Val::from_slot(ty, slot, objects))
            .collect();
        values.extend(results.iter().map(|&ty| Val::default_of(ty)));
        let (arguments, returned) = values.split_at_mut(params.len());
        closure(caller.reborrow(), arguments, returned)?;
        for ((value, &ty), slot) in returned.iter().zip(results).zip(slots) {
            value.expect(ty)?;
            *slot = value.to_slot(caller.as_context().objects());
        }
        Ok(())
    })
}

fn check_count(what: &str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found {
        return Ok(());
    }
    let plural = if expected == 1 { "" } else { "s" };
    Err(Error::usage(format!("expected {expected} {what}{plural}, found {found}")))
}
