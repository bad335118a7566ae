//! Throwing exceptions.
//!
//! All of this is rare, and leaves the work to functions that are no handlers.

use super::super::unwind;
use super::stubs::halt_handler;
use super::tables::prelude::*;
use super::trap::trap;
use crate::store::services;
use crate::trap::TrapCode;
use crate::vm::{Context, FuncEntry, Runtime, Stopped};

handler! {
    /// Throws a new exception.
    fn throw(r) {
        let cell = r.cell::<cell::Throw>();
        let tag = *Context::cell::<u64>(r.context, (*cell).tag);
        note_thrown(r.runtime(), tag as u32, r.slot((*cell).from), (*cell).count);
        r.transfer(unwind)
    }

    /// Throws the exception that `x` refers to.
    fn throw_ref(r) {
        let cell = r.cell::<cell::Short>();
        if !note_thrown_again(r.runtime(), *r.slot((*cell).x)) {
            return r.transfer(trap(TrapCode::NullExceptionReference));
        }
        r.transfer(unwind)
    }

    /// Looks for who catches what was thrown at the current cell.
    fn unwind(r) {
        r.keep_portion();
        let caught = unwind::from_cell(r.runtime(), r.ip, r.fp, r.context);
        let r = r.with_portion();
        if !caught {
            return r.transfer(halt_handler());
        }
        r.transfer(resume)
    }

    /// Goes on after a host function has failed: where its error is caught, if it is an exception,
    /// or not at all.
    #[cold]
    #[inline(never)]
    fn host_failed(r) {
        let runtime = r.runtime();
        let header = (*FuncEntry::of_stub(r.ip.cast())).header;
        r.keep_portion();
        let caught = services::throw_failure(runtime)
            && unwind::from_host(runtime, r.slot(header), r.context);
        let r = r.with_portion();
        if !caught {
            return r.transfer(halt_handler());
        }
        r.transfer(resume)
    }

    /// Goes on where an exception was caught.
    fn resume(r) {
        let runtime = r.runtime();
        let Stopped { ip, fp, context } = (*runtime).resume.frame;
        let r = Registers { ip, fp, context, mem: (*context).memory, ..r };
        r.with_pins(&raw const (*runtime).resume.pins).dispatch()
    }
}

/// Notes what is thrown.
#[cold]
#[inline(never)]
unsafe fn note_thrown(runtime: *mut Runtime, tag: u32, payload: *const u64, count: u32) {
    // SAFETY: the runtime is that of a live store, and the payload lies in the frame.
    unsafe {
        let payload = std::slice::from_raw_parts(payload, count as usize);
        (*runtime).throw(tag, payload);
    }
}

/// Notes that what a reference refers to is thrown; false if it is null.
#[cold]
#[inline(never)]
unsafe fn note_thrown_again(runtime: *mut Runtime, reference: u64) -> bool {
    // SAFETY: the runtime is that of a live store.
    unsafe { (*runtime).throw_again(reference) }
}

/// The handler of `throw`.
pub(crate) fn find_throw() -> Handler {
    throw
}

/// The handler of `throw_ref`.
pub(crate) fn find_throw_ref() -> Handler {
    throw_ref
}
