//! The interpreter: handlers of threaded code, and the way in and out of them.
//!
//! Translated code is a sequence of *cells*. A cell begins with the address of its handler, a small
//! native function that does the work of one instruction and then goes to the next cell's handler.
//! What handlers share is kept in machine registers all the time, see [`dispatch::Registers`].
//!
//! * [`dispatch`] has the two ways of going from handler to handler, and the macro that defines a
//!   handler for either.
//! * [`operand`] has the classes of operands. Most handlers are generic over an operation and the
//!   classes of its operands, so that every combination is a short piece of straight-line code.
//! * [`operation`] says what each operation computes, in plain safe Rust.
//! * [`cell`] has the layouts of cells, shared with the translator that writes them.
//! * [`handler`] has the handlers, by family, and finds the right one for an instruction.
//! * [`run`] enters from the host; [`unwind`] walks the [`frames`] when an
//!   exception is thrown, [`backtrace`] after a trap.
//!
//! # Safety
//!
//! Handlers are unsafe functions that trust three things:
//!
//! * the *cell* at `ip` was written by the translator for this very handler, with slots that lie
//!   inside the function's frame and offsets made by the layout of its module's contexts;
//! * the *registers* describe one activation: `fp` its frame on the value stack, `context` its
//!   instance, `mem` the base of that instance's memory 0, and the pinned registers the values of
//!   the pinned locals' slots;
//! * the *slots* hold values of the types that validation found, so that a slot used as a function
//!   reference is null or the address of a live entry of the same store.
//!
//! Validation of the module, the translator and every handler together keep all of this up.

#![expect(unsafe_code, reason = "handlers work on raw cells, slots and memory")]
#![expect(clippy::cast_ptr_alignment, reason = "cells are aligned words, addressed in bytes")]
#![expect(clippy::inline_always, reason = "a handler must become one piece of straight-line code")]
#![cfg_attr(
    all(tail_dispatch, not(debug_assertions)),
    expect(
        clippy::semicolon_if_nothing_returned,
        reason = "handlers return for the other dispatch"
    )
)]

mod backtrace;
pub(crate) mod cell;
mod dispatch;
mod frames;
pub(crate) mod handler;
pub(crate) mod operand;
pub(crate) mod operation;
mod run;
mod sampling;
#[cfg(test)]
mod tests;
mod unwind;

pub(crate) use self::dispatch::{Handler, PinnedSlots, word};
pub(crate) use self::handler::stubs::{host_stub, lazy_stub};
pub(crate) use self::run::call;
