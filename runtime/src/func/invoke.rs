//! Entering the interpreter from the host.

#![expect(unsafe_code, reason = "the interpreter works on raw pointers")]

use std::{mem, panic::resume_unwind, ptr, ptr::NonNull};

use crate::{error::Error, interpreter, store::StoreInner, vm::FuncEntry};

/// Calls a function with its arguments in the first of `slots`, and finds its results there.
///
/// There must be as many slots as parameters or results, whichever are more.
///
/// # Errors
/// A trap, or the error of a host function.
///
/// # Safety
/// The entry must be that of a function of this store, and the arguments of its types.
pub(crate) unsafe fn invoke<T: 'static>(
    store: &mut StoreInner<T>,
    entry: NonNull<FuncEntry>,
    slots: &mut [u64],
) -> Result<(), Error> {
    let runtime = store.objects.runtime()?;
    let this = ptr::from_mut(store).cast::<()>();
    // SAFETY: the runtime lives as long as the store. Calls may be nested, through host functions;
    // the pointer is restored so that the outer call goes on with the one it had.
    let result = unsafe {
        let outer = mem::replace(&mut (*runtime).store, this);
        let result = interpreter::call(NonNull::new_unchecked(runtime), entry, slots);
        (*runtime).store = outer;
        result
    };
    if let Some(payload) = store.objects.take_panic() {
        resume_unwind(payload);
    }
    result
}
