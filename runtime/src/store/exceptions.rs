//! Exceptions on their way from guests to the host and back.

#![expect(unsafe_code, reason = "running code knows its store only as a raw pointer")]

use super::Objects;
use crate::{
    error::Error,
    exception::Exception,
    trap::Frame,
    vm::{Context, Exit, Runtime},
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
