//! References to what guests make: structures, arrays, and integers of 31 bits.

mod array;
mod handle;
mod i31;
mod slot;
mod structure;

pub use array::ArrayRef;
pub use handle::{AnyRef, EqRef};
pub use i31::I31;
pub use structure::StructRef;
