//! The handlers, by family.
//!
//! A family is a generic handler, the operations it is made for, and a function that finds the
//! instance for an operation and the classes of its operands. The tables behind those functions
//! are the one place that decides which combinations exist; the translator asks, and puts an
//! operand into a slot where the answer is `None`.

pub(crate) mod access;
pub(crate) mod atomic;
pub(crate) mod branch;
pub(crate) mod bulk;
pub(crate) mod call;
pub(crate) mod cast;
pub(crate) mod chain;
pub(crate) mod conversion;
pub(crate) mod copies;
pub(crate) mod element;
pub(crate) mod exception;
pub(crate) mod far;
pub(crate) mod field;
pub(crate) mod float;
pub(crate) mod float_chain;
pub(crate) mod fused;
pub(crate) mod global;
pub(crate) mod heap;
pub(crate) mod integer;
pub(crate) mod join;
pub(crate) mod memory;
pub(crate) mod metering;
mod step;
pub(crate) mod stubs;
pub(crate) mod table;
mod tables;
pub(crate) mod tail_call;
mod trap;
pub(crate) mod vector;
pub(crate) mod wide;

pub(crate) use self::trap::trap;
