//! Calls in either direction whose types are known only at run time.

#![expect(unsafe_code, reason = "the arguments of a call are checked here")]

use std::sync::Arc;

use smallvec::SmallVec;

use super::{Caller, Func, HostFunction};
use crate::{
    engine::Engine,
    error::Error,
    store::{AsContext, Objects, StoreContextMut},
    types::{FuncType, ValType},
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
    let mut free = slots.as_mut_slice();
    for (argument, &ty) in arguments.iter().zip(ty.params()) {
        argument.expect(ty, store.objects())?;
        free = put(*argument, free, store.objects());
    }
    // SAFETY: there are enough slots, and the arguments' types were just checked.
    unsafe { func.call_slots(store, &mut slots) }?;
    for (result, value) in results.iter_mut().zip(values(ty.results(), &slots, store.objects())) {
        *result = value;
    }
    Ok(())
}

/// Puts a value into the first slots; returns those that are left.
fn put<'a>(value: Val, slots: &'a mut [u64], objects: &Objects) -> &'a mut [u64] {
    let (taken, rest) = slots.split_at_mut(value.ty().slots());
    taken.copy_from_slice(&value.to_slots(objects)[..taken.len()]);
    rest
}

/// The values of these types, which lie in slots one after the other.
fn values<'a>(
    types: &'a [ValType],
    mut slots: &'a [u64],
    objects: &'a Objects,
) -> impl Iterator<Item = Val> + 'a {
    types.iter().map(move |&ty| {
        let (value, rest) = slots.split_at(ty.slots());
        slots = rest;
        Val::from_slots(ty, value, objects)
    })
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
        let mut values: SmallVec<[Val; 16]> = values(params, slots, objects).collect();
        values.extend(results.iter().map(|&ty| Val::default_of(ty)));
        let (arguments, returned) = values.split_at_mut(params.len());
        closure(caller.reborrow(), arguments, returned)?;
        let mut free = slots;
        for (value, &ty) in returned.iter().zip(results) {
            value.expect(ty, caller.as_context().objects())?;
            free = put(*value, free, caller.as_context().objects());
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
