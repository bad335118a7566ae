//! Dispatch by a loop: every handler returns the registers, and a loop calls the next one.
//!
//! Needs nothing of the compiler, so it serves unoptimised builds, Miri and other targets.

use std::ptr;

use super::registers::Registers;

/// A handler's native function.
pub(crate) type Handler = unsafe fn(Registers) -> Done;

/// What a handler returns: the registers for the next one, with a null `ip` to stop.
pub(crate) type Done = Registers;

/// What is left of the present portion of fuel; below zero when it is used up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portion(i32);

impl Portion {
    #[inline(always)]
    pub(in crate::interpreter) fn new(left: i32) -> Self {
        Self(left)
    }

    #[inline(always)]
    pub(in crate::interpreter) fn left(self) -> i32 {
        self.0
    }

    /// Less a cost, or more if that is negative; and whether the portion is used up by it.
    #[inline(always)]
    pub(in crate::interpreter) fn less(self, cost: i32) -> (Self, bool) {
        let left = self.0.wrapping_sub(cost);
        (Self(left), left < 0)
    }
}

impl Registers {
    /// Goes to another handler that acts on the current cell.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn transfer(self, handler: Handler) -> Done {
        // SAFETY: the registers are those of the current cell.
        unsafe { handler(self) }
    }

    /// Goes to the handler of the current cell.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn dispatch(self) -> Done {
        self
    }

    /// The same.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn dispatch_apart(self) -> Done {
        self
    }

    /// The same, when the word of the cell's handler is known already.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn dispatch_as(self, _word: u64) -> Done {
        self
    }

    /// Leaves the handlers.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn stop(self) -> Done {
        // SAFETY: the registers are those of running code.
        unsafe { self.keep_portion() };
        Self { ip: ptr::null(), ..self }
    }
}

/// Runs from the current cell until execution stops.
pub(in crate::interpreter) unsafe fn run(mut registers: Registers) {
    while !registers.ip.is_null() {
        // SAFETY: the cell names its own handler.
        registers = unsafe { registers.handler()(registers) };
    }
}

/// Defines handlers: functions of [`Registers`] that end by going on, jumping, or stopping.
macro_rules! handler {
    ($(
        $(#[$attribute:meta])*
        fn $name:ident $(<$($parameter:ident: $bound:ident),*>)? ($registers:ident) $body:block
    )*) => { $(
        $(#[$attribute])*
        pub(in crate::interpreter) unsafe fn $name $(<$($parameter: $bound),*>)? (
            $registers: $crate::interpreter::dispatch::Registers,
        ) -> $crate::interpreter::dispatch::Done {
            // SAFETY: the registers and the cell are as the module's documentation requires.
            unsafe { $body }
        }
    )* };
}
pub(in crate::interpreter) use handler;
