//! Operations on vectors of 128 bits, in plain safe Rust on arrays of lanes.
//!
//! The loops over lanes have fixed lengths, so that the compiler makes vector instructions of them
//! where the target has one. Every operation has the name of its operator, and is only a type here;
//! the enums are made where the handlers are, in [`handler::vector`](super::super::handler::vector).

mod compare;
mod convert;
mod float;
mod integer;
mod lane;
mod lanes;
mod memory;
mod relaxed;

pub(in crate::interpreter) use self::lane::SplatLane;
pub(in crate::interpreter) use self::lane::shuffle;
pub(in crate::interpreter) use self::lanes::Vector;
pub(in crate::interpreter) use self::memory::LoadVector;

/// The operations as types, for handlers to be instantiated with.
pub(in crate::interpreter) mod types {
    pub(in crate::interpreter) use super::compare::types::*;
    pub(in crate::interpreter) use super::convert::types::*;
    pub(in crate::interpreter) use super::float::types::*;
    pub(in crate::interpreter) use super::integer::types::*;
    pub(in crate::interpreter) use super::lane::types::*;
    pub(in crate::interpreter) use super::memory::types::*;
    pub(in crate::interpreter) use super::relaxed::types::*;
}

/// An operation on one vector.
pub(in crate::interpreter) trait MapVector {
    fn apply(a: Vector) -> Vector;
}

/// An operation on two vectors.
pub(in crate::interpreter) trait CombineVectors {
    fn apply(a: Vector, b: Vector) -> Vector;
}

/// An operation on three vectors.
pub(in crate::interpreter) trait MergeVectors {
    fn apply(a: Vector, b: Vector, c: Vector) -> Vector;
}

/// A shift of all lanes by the same number of bits, of which only as many count as make sense.
pub(in crate::interpreter) trait ShiftVector {
    fn apply(a: Vector, by: u32) -> Vector;
}

/// A question about a vector that is answered by an integer.
pub(in crate::interpreter) trait TestVector {
    fn apply(a: Vector) -> u32;
}

/// Makes types for operations of one shape, from lines of the form `Name => result;`.
macro_rules! operations {
    ($trait:ident: fn $operands:tt -> $result:ty; $($name:ident => $value:expr;)*) => { $(
        pub(in crate::interpreter) struct $name;

        impl $trait for $name {
            #[inline(always)]
            fn apply $operands -> $result {
                $value
            }
        }
    )* };
}
use operations;
