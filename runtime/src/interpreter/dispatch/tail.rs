//! Dispatch by tail calls: every handler ends in a jump to the next.
//!
//! All handlers have one signature whose arguments fill exactly the registers that the convention
//! passes arguments in, so that a call in tail position needs neither stack nor moves. That the
//! compiler makes a jump of it is not guaranteed by the language, but reliable when optimising, as
//! long as handlers have no locals whose address escapes and nothing to drop.

use std::arch::asm;
use std::arch::x86_64::{
    __m128i, _mm_castsi128_ps, _mm_cvtsi32_si128, _mm_cvtsi128_si32, _mm_movemask_ps, _mm_sub_epi32,
};

use super::registers::{Registers, handler_of};
use crate::vm::Context;

/// A handler's native function.
#[expect(
    improper_ctypes_definitions,
    reason = "handlers are called by handlers only, and a vector is passed in a register"
)]
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
    Portion,
) -> Done;

/// What a handler returns: nothing, since it only returns when execution stops.
pub(crate) type Done = ();

/// What is left of the present portion of fuel; below zero when it is used up.
///
/// It is in a vector register, as there is no other left, and what is taken off is taken off there:
/// for a counter in memory, or for one that is moved to and fro, a short loop would have to wait.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portion(__m128i);

impl Portion {
    #[inline(always)]
    pub(in crate::interpreter) fn new(left: i32) -> Self {
        // SAFETY: every x86-64 has SSE2, as for all that follows.
        Self(unsafe { _mm_cvtsi32_si128(left) })
    }

    #[inline(always)]
    pub(in crate::interpreter) fn left(self) -> i32 {
        // SAFETY: as above.
        unsafe { _mm_cvtsi128_si32(self.0) }
    }

    /// Less a cost, or more if that is negative; and whether the portion is used up by it.
    #[inline(always)]
    pub(in crate::interpreter) fn less(self, cost: i32) -> (Self, bool) {
        // SAFETY: as above.
        unsafe {
            let left = _mm_sub_epi32(self.0, _mm_cvtsi32_si128(cost));
            (Self(left), _mm_movemask_ps(_mm_castsi128_ps(left)) & 1 != 0)
        }
    }
}

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
                self.portion,
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
    pub(in crate::interpreter) unsafe fn stop(self) -> Done {
        // SAFETY: the registers are those of running code.
        unsafe { self.keep_portion() }
    }

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
        #[expect(
            improper_ctypes_definitions,
            reason = "handlers are called by handlers only, and a vector is passed in a register"
        )]
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
            portion: $crate::interpreter::dispatch::Portion,
        ) -> $crate::interpreter::dispatch::Done {
            let context = $crate::interpreter::dispatch::Registers::context_from(context);
            let $registers = $crate::interpreter::dispatch::Registers {
                ip, fp, mem, acc, pin0, pin1, float_acc, float_pin0, float_pin1, context, portion,
            };
            // SAFETY: the registers and the cell are as the module's documentation requires.
            unsafe { $body }
        }
    )* };
}
pub(in crate::interpreter) use handler;
