//! Exceptions on their way from guests to the host and back.

#![expect(unsafe_code, reason = "running code knows its store only as a raw pointer")]

use super::Objects;
use crate::{
    error::Error,
    exception::Exception,
    trap::{Frame, TrapCode},
    vm::{Context, Exit, Runtime, Thrown},
};

/// The error for what is thrown, which reached the host; it was thrown in `backtrace`, at first in
/// the instance `context`.
///
/// # Safety
/// The runtime must be that of the store that is running, and the context one of its instances'.
pub(crate) unsafe fn uncaught(
    runtime: *mut Runtime,
    context: *mut Context,
    backtrace: Vec<Frame>,
) -> Error {
    // SAFETY: while code runs, `store` points to the contents of the store, whose objects come
    // first; nobody else uses them or the runtime meanwhile.
    let (objects, thrown, instance) = unsafe {
        (&*(*runtime).store.cast::<Objects>(), &(*runtime).thrown, (*context).instance as usize)
    };
    let exception = Exception::from_slots(objects, thrown.tag, &thrown.payload);
    let name = objects.instances[instance].tag_name(thrown.tag);
    Error::from(exception.with_tag_name(name)).with_backtrace(|| backtrace)
}

/// A reference to what is thrown, as it lies in a slot. The slots of running code end at `end`.
///
/// # Errors
/// If there is no room for the exception.
///
/// # Safety
/// As for [`uncaught`].
pub(crate) unsafe fn reference_to_thrown(
    runtime: *mut Runtime,
    end: *const u64,
) -> Result<u64, TrapCode> {
    // SAFETY: as above; what is thrown stays where it is, to keep alive what it refers to.
    let (objects, thrown) =
        unsafe { (&mut *(*runtime).store.cast::<Objects>(), &raw mut (*runtime).thrown) };
    // SAFETY: nobody else changes what is thrown.
    let Thrown { tag, payload, reference } = unsafe { (*thrown).clone() };
    if reference != 0 {
        return Ok(reference);
    }
    let object =
        objects.make_within(end, |heap, attempt| heap.new_exception(tag, &payload, attempt))?;
    // SAFETY: the same.
    unsafe { (*thrown).reference = object.to_slot() }
    Ok(object.to_slot())
}

/// Forgets what was thrown, once it has been caught.
///
/// # Safety
/// As for [`uncaught`].
pub(crate) unsafe fn forget_thrown(runtime: *mut Runtime) {
    // SAFETY: as above.
    let (objects, thrown) =
        unsafe { (&mut *(*runtime).store.cast::<Objects>(), &mut (*runtime).thrown) };
    thrown.payload.clear();
    thrown.reference = 0;
    // The handles that a host function threw it with.
    if let Some(scope) = objects.failed_scope.take() {
        objects.close_scope(scope);
    }
}

/// Notes as thrown what a host function failed with, if that is an exception of this store.
///
/// # Safety
/// As for [`uncaught`].
pub(crate) unsafe fn throw_failure(runtime: *mut Runtime) -> bool {
    // SAFETY: as above.
    let (objects, exit) = unsafe { (&*(*runtime).store.cast::<Objects>(), &(*runtime).exit) };
    let Exit::Failed(error) = exit else { return false };
    let Some(exception) = error.exception() else { return false };
    if exception.tag().handle().store() != objects.id() {
        return false;
    }
    let (tag, payload) = (exception.tag().index_in(objects), exception.to_slots(objects));
    // SAFETY: as above.
    unsafe { (*runtime).throw(tag, &payload) };
    true
}
