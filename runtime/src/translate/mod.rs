//! The translator: from a function's WebAssembly to the interpreter's cells.
//!
//! One pass over the operators builds a list of [instructions](instruction) with the help of a
//! symbolic [`stack`]: `local.get`, constants and `drop` produce no instruction, they only
//! become operands of others. Instructions are patched after the fact where that saves work: a
//! result that is used at once stays in the accumulator, a result that is stored in a local is
//! computed right there, and frequent pairs are fused. [`lower`] then picks the handlers and
//! writes the cells.
//!
//! What makes this simple is where values live: every position of the operand stack has its own
//! slot. Where control flow meets, all values are in the slots of their positions, which validation
//! makes agree, so there is nothing to merge.
//!
//! The code has been validated before, so that the translator need not look out for mistakes in
//! it; what it finds to be impossible all the same is an internal error, never a panic.

mod arithmetic;
#[cfg(any(test, feature = "verify-code"))]
mod assigned;
mod atomic;
mod branch;
mod branching;
mod buffers;
mod call;
mod catching;
mod code;
mod constants;
mod control;
mod duplicate;
mod exceptions;
mod far;
mod frame;
mod fuse;
mod instruction;
mod join;
mod legacy;
mod local;
mod lower;
mod memory;
mod metering;
mod numeric;
mod object;
mod operator;
mod operators;
mod reference;
mod stack;
mod tail_call;
mod thread;
mod translator;
mod usage;
mod vector;
#[cfg(any(test, feature = "verify-code"))]
mod verify;
#[cfg(any(test, feature = "verify-code"))]
mod widths;

pub(crate) use self::code::{Code, Positions};
use self::translator::Translator;
use crate::error::Error;
use crate::module::ModuleData;

/// Translates the function with this index among those the module defines.
///
/// # Errors
///
/// If the function needs more room than any frame may have.
pub(crate) fn translate(module: &ModuleData, defined: u32) -> Result<Code, Error> {
    Translator::translate(module, defined, None)
}

/// Finds out which cell came from which operator, by translating the function once more.
pub(crate) fn positions(module: &ModuleData, defined: u32) -> Positions {
    let mut positions = Positions::default();
    match Translator::translate(module, defined, Some(&mut positions)) {
        Ok(_) => positions,
        Err(_) => Positions::default(),
    }
}
