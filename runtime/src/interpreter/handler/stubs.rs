//! The cells that functions without code begin with, and the one that ends a call from the host.

use std::ptr;

use super::super::backtrace;
use super::super::dispatch::{Handler, Portion, Registers, handler, word};
use super::call::RECORD_SLOTS;
use super::exception::host_failed;
use super::metering::{Meter, Metered, Unmetered, by_meter};
use crate::error::Error;
use crate::store::services;
use crate::translate;
use crate::vm::{Context, Exit, FuncEntry, Runtime};

handler! {
    /// The stub of a function that has not been called yet: translates it and begins it.
    #[cold]
    fn lazy(r) {
        let code = prepare(&r, FuncEntry::of_stub(r.ip.cast()));
        if code.is_null() {
            return r.stop();
        }
        Registers { ip: code, ..r }.dispatch()
    }

    /// The stub of a function of the host: runs it and returns. Accumulators and pinned registers
    /// are worth nothing then, and so need not be kept meanwhile; nor is the portion of fuel, if
    /// nobody pays.
    fn host<M: Meter>(r) {
        let entry = FuncEntry::of_stub(r.ip.cast());
        if M::RUNS {
            r.keep_portion();
        }
        let succeeded = run_host(r.context, r.fp, entry);
        let Registers { ip, fp, mem, context, .. } = r;
        let (acc, float_acc) = (*fp, *fp.cast());
        let (pin0, pin1, float_pin0, float_pin1) = (acc, acc, float_acc, float_acc);
        let portion = if M::RUNS { r.with_portion().portion } else { Portion::new(0) };
        let r = Registers {
            ip, fp, mem, acc, pin0, pin1, float_acc, float_pin0, float_pin1, context, portion,
        };
        if !succeeded {
            return r.transfer(host_failed);
        }
        r.pop_frame((*entry).header).dispatch()
    }

    /// Where a function called by the host returns to.
    fn halt(r) {
        r.stop()
    }
}

/// Makes the code of a function, or returns null and notes why there is none.
#[cold]
#[inline(never)]
unsafe fn prepare(registers: &Registers, entry: *mut FuncEntry) -> *const u8 {
    // SAFETY: functions with this stub belong to an instance, which keeps its module alive. The
    // entry is not borrowed, since handlers have pointers into it.
    let (module, function) = unsafe { (&*(*(*entry).context).module, (*entry).func_index) };
    let defined = function - module.imported_functions;
    let code = match module.code[defined as usize].get() {
        Some(code) => code,
        None => match translate::translate(module, defined) {
            Ok(code) => module.keep_code(defined, code),
            Err(error) => {
                // SAFETY: the registers lead to the runtime of a live store.
                unsafe { fail(registers, error) };
                return ptr::null();
            }
        },
    };
    // SAFETY: entries live as long as their store, which is used by this thread only.
    unsafe { (*entry).code = code.entry() };
    code.entry().cast()
}

/// Runs a host function on the slots of its frame; false, with the error noted, if it failed.
#[inline(never)]
unsafe fn run_host(context: *mut Context, slots: *mut u64, entry: *const FuncEntry) -> bool {
    // SAFETY: the context is that of an instance of a live store; the slots are the frame's, and
    // anything called meanwhile puts its frames behind this one.
    unsafe {
        let runtime = (*context).runtime;
        let (top, outer_record) = ((*runtime).stack_top, (*runtime).host_record);
        let record = slots.add((*entry).header as usize);
        (*runtime).host_record = record;
        (*runtime).stack_top = record.add(RECORD_SLOTS as usize);
        let result = match (*runtime).tracer {
            None => services::call_host(runtime, context, entry, slots),
            Some(_) => services::call_host_traced(runtime, context, entry, slots),
        };
        ((*runtime).stack_top, (*runtime).host_record) = (top, outer_record);
        if (*runtime).stack_limit.is_lowered() {
            // Whatever time it took, the guest is not to go on as if there had been none.
            (*runtime).fuel.recall();
        }
        match result {
            Ok(()) => true,
            Err(error) => {
                note_failure(runtime, context, record, error);
                false
            }
        }
    }
}

/// Notes the error of a host function, with who called it unless it may be caught.
#[cold]
unsafe fn note_failure(
    runtime: *mut Runtime,
    context: *mut Context,
    record: *mut u64,
    error: Error,
) {
    // SAFETY: all of this belongs to a live store, whose code is not running.
    unsafe {
        let error = match error.exception() {
            Some(_) => error,
            None => error.with_backtrace(|| backtrace::capture_callers(record, context)),
        };
        (*runtime).exit = Exit::Failed(error);
    }
}

/// Notes the error with which execution stops.
#[cold]
unsafe fn fail(registers: &Registers, error: Error) {
    // SAFETY: the caller's registers lead to the runtime of a live store.
    unsafe { (*registers.runtime()).exit = Exit::Failed(error) }
}

/// The stub of functions that are translated when first called.
pub(crate) fn lazy_stub() -> u64 {
    word(lazy as Handler)
}

/// The stub of functions of the host, in an engine whose guests pay if they are `metered`.
///
/// Who makes such functions is generic, and compiled with the embedder's code. Inlined there, this would take
/// the handlers along, which do not end in jumps unless they are optimized.
#[inline(never)]
pub(crate) fn host_stub(metered: bool) -> u64 {
    let handler: Handler = by_meter!(metered, host);
    word(handler)
}

/// The handler of the cell that ends a call from the host.
pub(in crate::interpreter) fn halt_handler() -> Handler {
    halt
}
