//! The way from the host into the handlers and back.

use std::mem::offset_of;
use std::ptr::{self, NonNull};

use super::backtrace;
use super::cell;
use super::dispatch::{self, PinnedSlots, Portion, Registers, word};
use super::handler::call::RECORD_SLOTS;
use super::handler::stubs::halt_handler;
use crate::error::Error;
use crate::store::services;
use crate::trap::{Trap, TrapCode};
use crate::vm::{Exit, FuncEntry, Runtime};

/// How deeply host functions and guests may call each other: such calls use the native stack.
const MAX_NATIVE_DEPTH: u32 = 200;

/// What the outermost function of a call from the host returns to.
#[repr(C)]
pub(super) struct Landing {
    reserved: u32,
    /// Always [`cell::CALLED_BY_HOST`].
    context: u32,
    /// The pinned slots that the return loads.
    pins: PinnedSlots,
    /// The cell it goes to.
    halt: cell::Bare,
    /// The return record of the host function that made the call, if any.
    outer_record: *mut u64,
}

impl Landing {
    fn new(outer_record: *mut u64) -> Self {
        let halt = cell::Bare { handler: word(halt_handler()) };
        let (context, pins) = (cell::CALLED_BY_HOST, PinnedSlots::default());
        Self { reserved: 0, context, pins, halt, outer_record }
    }

    /// The address to return to.
    fn ip(&self) -> *const u8 {
        (&raw const *self).cast::<u8>().wrapping_add(offset_of!(Self, halt))
    }

    /// The return record of the host function that made the call, or null.
    ///
    /// # Safety
    ///
    /// `ip` must be the address to return to of a landing.
    pub(super) unsafe fn outer_record(ip: *const u8) -> *mut u64 {
        // SAFETY: the caller guarantees that a landing surrounds the address.
        unsafe { (*ip.wrapping_sub(offset_of!(Self, halt)).cast::<Self>()).outer_record }
    }
}

/// Calls a function with arguments in `slots`, and leaves its results there.
///
/// # Errors
///
/// The trap that stopped the guest, or the error of a host function.
///
/// # Safety
///
/// `runtime` must be that of the live store to which the entry belongs, and only this thread may
/// use the store meanwhile. There must be as many slots as the entry's header says, with arguments
/// of the function's type.
pub(crate) unsafe fn call(
    runtime: NonNull<Runtime>,
    entry: NonNull<FuncEntry>,
    slots: &mut [u64],
) -> Result<(), Error> {
    let (runtime, entry) = (runtime.as_ptr(), entry.as_ptr());
    // SAFETY: the caller vouches for the runtime, the entry and the slots.
    unsafe {
        if (*runtime).native_depth >= MAX_NATIVE_DEPTH {
            return Err(TrapCode::StackOverflow.into());
        }
        (*runtime).native_depth += 1;
        let result = if (*entry).context.is_null() {
            services::call_host(runtime, ptr::null_mut(), entry, slots.as_mut_ptr())
        } else {
            call_guest(runtime, entry, slots)
        };
        (*runtime).native_depth -= 1;
        if (*runtime).native_depth == 0 && std::mem::take(&mut (*runtime).interrupted) {
            (*runtime).stack_limit.restore();
        }
        result
    }
}

/// Calls a function that has code: copies the arguments to the value stack and the results back.
unsafe fn call_guest(
    runtime: *mut Runtime,
    entry: *const FuncEntry,
    slots: &mut [u64],
) -> Result<(), Error> {
    // SAFETY: the caller vouches for the runtime and the entry; the slots and the return record
    // lie below the stack's limit.
    unsafe {
        let top = (*runtime).stack_top;
        let end = top.addr() + (slots.len() + RECORD_SLOTS as usize) * size_of::<u64>();
        if (*runtime).stack_limit.is_below(end) {
            return Err(beyond_limit(runtime).into());
        }
        ptr::copy_nonoverlapping(slots.as_ptr(), top, slots.len());
        run_entry(runtime, entry, slots.len())?;
        ptr::copy_nonoverlapping(top, slots.as_mut_ptr(), slots.len());
        Ok(())
    }
}

/// Why there is no room on the stack, not even for arguments.
#[cold]
unsafe fn beyond_limit(runtime: *mut Runtime) -> TrapCode {
    // SAFETY: the caller vouches for the runtime.
    unsafe {
        if !(*runtime).stack_limit.is_interrupted() {
            return TrapCode::StackOverflow;
        }
        (*runtime).interrupted = true;
        TrapCode::Interrupted
    }
}

/// Runs a function whose arguments lie on top of the stack, `header` slots before its return
/// record, until it returns or execution stops.
unsafe fn run_entry(
    runtime: *mut Runtime,
    entry: *const FuncEntry,
    header: usize,
) -> Result<(), Error> {
    // SAFETY: there is room for the return record, and `landing` lives until the frames have been
    // looked at for the last time.
    unsafe {
        let landing = Landing::new((*runtime).host_record);
        let fp = (*runtime).stack_top;
        let record = fp.add(header);
        *record = landing.ip().expose_provenance() as u64;
        // There is no frame to return to, but the return reads pinned slots of one.
        *record.add(1) = fp.expose_provenance() as u64;
        (*runtime).exit = Exit::Returned;
        dispatch::run(first_registers(runtime, entry, fp));
        match std::mem::replace(&mut (*runtime).exit, Exit::Returned) {
            Exit::Returned => Ok(()),
            Exit::Trapped(code, stopped) => {
                (*runtime).interrupted |= code == TrapCode::Interrupted;
                Err(Trap::with_backtrace(code, backtrace::capture(stopped)).into())
            }
            Exit::Uncaught(stopped) => {
                Err(services::uncaught(runtime, stopped.context, backtrace::capture(stopped)))
            }
            Exit::Failed(error) => {
                // A host function that waited has heard the request.
                let heard = error.trap().is_some_and(|trap| trap.code() == TrapCode::Interrupted);
                (*runtime).interrupted |= heard;
                Err(error)
            }
        }
    }
}

/// The registers at the beginning of a function whose frame is `fp`.
unsafe fn first_registers(
    runtime: *mut Runtime,
    entry: *const FuncEntry,
    fp: *mut u64,
) -> Registers {
    // SAFETY: the entry and its context are those of a live instance.
    let (ip, context) = unsafe { ((*entry).code.cast(), (*entry).context) };
    Registers {
        ip,
        fp,
        // SAFETY: the same.
        mem: unsafe { (*context).memory },
        acc: 0,
        pin0: 0,
        pin1: 0,
        float_acc: 0.0,
        float_pin0: 0.0,
        float_pin1: 0.0,
        context,
        // SAFETY: the runtime is that of the same store.
        portion: Portion::new(unsafe { (*runtime).fuel.portion() }),
    }
}
