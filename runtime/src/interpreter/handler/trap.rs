//! The way out of the handlers when an instruction traps.

use super::super::dispatch::{Handler, Registers, handler};
use super::super::sampling::sample;
use crate::trap::TrapCode;
use crate::vm::Exit;

/// A kind of trap as a type.
pub(super) trait Kind {
    const CODE: TrapCode;
}

/// Makes a type for each kind of trap, and a function that finds the handler for it.
macro_rules! kinds {
    ($($name:ident)*) => {
        mod kinds {
            $(pub(super) struct $name;)*
        }
        $(impl Kind for kinds::$name {
            const CODE: TrapCode = TrapCode::$name;
        })*

        /// The handler that stops with a trap at the current cell.
        #[inline(always)]
        pub(crate) fn trap(code: TrapCode) -> Handler {
            match code {
                $(TrapCode::$name => raise::<kinds::$name>,)*
            }
        }
    };
}

kinds! {
    Unreachable
    MemoryOutOfBounds
    TableOutOfBounds
    UndefinedElement
    IndirectCallToNull
    BadSignature
    IntegerOverflow
    IntegerDivisionByZero
    BadConversionToInteger
    StackOverflow
    Interrupted
    NullExceptionReference
    UnalignedAtomic
    ExpectedSharedMemory
    NullReference
    NullFunctionReference
    NullStructReference
    NullArrayReference
    NullI31Reference
    ArrayOutOfBounds
    CastFailure
    HeapExhausted
    OutOfFuel
}

handler! {
    /// Stops with a trap at the current cell.
    #[cold]
    #[inline(never)]
    fn raise<K: Kind>(r) {
        record(&r, K::CODE);
        r.stop()
    }

    /// Stops at the beginning of a function whose frame reaches beyond the limit of the stack: there
    /// is no more room, or an interruption has lowered it. If a request for a sample has, goes on.
    #[cold]
    #[inline(never)]
    fn beyond_limit(r) {
        if sample(r.runtime(), r.ip, r.fp, r.context) {
            return r.dispatch();
        }
        r.transfer(stop_beyond_limit)
    }

    /// Stops at the beginning of a function.
    #[cold]
    #[inline(never)]
    fn stop_beyond_limit(r) {
        let interrupted = (*(*r.context).stack_limit).is_interrupted();
        record(&r, if interrupted { TrapCode::Interrupted } else { TrapCode::StackOverflow });
        r.stop()
    }
}

/// Notes why and where execution stops.
#[cold]
#[inline(never)]
unsafe fn record(registers: &Registers, code: TrapCode) {
    let exit = Exit::Trapped(code, registers.stopped());
    // SAFETY: the registers lead to the runtime of a live store, which nobody else uses meanwhile.
    unsafe { (*registers.runtime()).exit = exit }
}
