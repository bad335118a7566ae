//! Dispatch by tail calls: every handler ends in a jump to the next.
//!
//! All handlers have one signature whose arguments fill exactly the registers that the convention
//! passes arguments in, so that a call in tail position needs neither stack nor moves. That the
//! compiler makes a jump of it is not guaranteed by the language, but reliable when optimising, as
//! long as handlers have no locals whose address escapes and nothing to drop.

use std::arch::asm;

use super::registers::{Registers, handler_of};
use crate::vm::Context;

/// A handler's native function.
pub(crate) type Handler = unsafe extern "sysv64" fn(
    *const u8,
    *mut u64,
    *mut u8,
    u64,
    u64,
    u64,
    f64,
    f64,
    f64,
    f64,
) -> Done;

/// What a handler returns: nothing, since it only returns when execution stops.
pub(crate) type Done = ();

impl Registers {
    /// Goes to another handler that acts on the current cell.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn transfer(self, handler: Handler) -> Done {
        let context = f64::from_bits(self.context.expose_provenance() as u64);
        // SAFETY: the registers are those of the current cell.
        unsafe {
            handler(
                self.ip,
                self.fp,
                self.mem,
                self.acc,
                self.pin0,
                self.pin1,
                self.float_acc,
                self.float_pin0,
                self.float_pin1,
                context,
            )
        }
    }

    /// Goes to the handler of the current cell.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn dispatch(self) -> Done {
        // SAFETY: the cell names its own handler.
        unsafe { self.transfer(self.handler()) }
    }

    /// The same with a jump of its own where a handler has two, which the compiler would otherwise
    /// make one: what follows a branch is predicted better apart from what follows if it is not taken.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn dispatch_apart(self) -> Done {
        // SAFETY: the cell names its own handler; the assembly is empty.
        unsafe {
            let (mut ip, mut handler) = (self.ip, self.handler());
            asm!("/* {0} {1} */", inout(reg) ip, inout(reg) handler, options(nostack, preserves_flags));
            Self { ip, ..self }.transfer(handler)
        }
    }

    /// Goes to the handler of the current cell, whose word is known already.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn dispatch_as(self, word: u64) -> Done {
        // SAFETY: the word names the current cell's handler.
        unsafe { self.transfer(handler_of(word)) }
    }

    /// Leaves the handlers.
    #[inline(always)]
    #[expect(clippy::unused_self, reason = "the other way of dispatch returns it")]
    pub(in crate::interpreter) unsafe fn stop(self) -> Done {}

    /// The context that an argument of a handler stands for.
    #[inline(always)]
    pub(in crate::interpreter) fn context_from(bits: f64) -> *mut Context {
        std::ptr::with_exposed_provenance_mut(bits.to_bits() as usize)
    }
}

/// Runs from the current cell until execution stops.
pub(in crate::interpreter) unsafe fn run(registers: Registers) {
    // SAFETY: passed on to the caller.
    unsafe { registers.dispatch() }
}

/// Defines handlers: functions of [`Registers`] that end by going on, jumping, or stopping.
macro_rules! handler {
    ($(
        $(#[$attribute:meta])*
        fn $name:ident $(<$($parameter:ident: $bound:ident),*>)? ($registers:ident) $body:block
    )*) => { $(
        $(#[$attribute])*
        pub(in crate::interpreter) unsafe extern "sysv64" fn $name $(<$($parameter: $bound),*>)? (
            ip: *const u8,
            fp: *mut u64,
            mem: *mut u8,
            acc: u64,
            pin0: u64,
            pin1: u64,
            float_acc: f64,
            float_pin0: f64,
            float_pin1: f64,
            context: f64,
        ) -> $crate::interpreter::dispatch::Done {
            let context = $crate::interpreter::dispatch::Registers::context_from(context);
            let $registers = $crate::interpreter::dispatch::Registers {
                ip, fp, mem, acc, pin0, pin1, float_acc, float_pin0, float_pin1, context,
            };
            // SAFETY: the registers and the cell are as the module's documentation requires.
            unsafe { $body }
        }
    )* };
}
pub(in crate::interpreter) use handler;
