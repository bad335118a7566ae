//! Vectors of 128 bits.
//!
//! A vector takes two slots, in which its bytes lie as in a memory. Vectors are operands and results
//! in their slots only: no register of the interpreter holds one. The integers and floats that go
//! into or come out of a vector have their usual classes, but no pinned registers.

pub(crate) mod arithmetic;
pub(crate) mod far;
pub(crate) mod lane;
pub(crate) mod memory;
pub(crate) mod transfer;

use super::super::dispatch::Registers;
use super::super::operation::vector::Vector;

impl Registers {
    /// The vector in a slot and the next.
    #[inline(always)]
    unsafe fn vector(&self, slot: u32) -> Vector {
        // SAFETY: the translator names only slots of the function's frame.
        unsafe { self.slot(slot).cast::<Vector>().read() }
    }

    /// Puts a vector into a slot and the next.
    #[inline(always)]
    unsafe fn set_vector(&self, slot: u32, value: Vector) {
        // SAFETY: the translator names only slots of the function's frame.
        unsafe { self.slot(slot).cast::<Vector>().write(value) }
    }

    /// The place of a lane of the vector in a slot and the next, `offset` bytes from its beginning.
    #[inline(always)]
    unsafe fn lane(&self, slot: u32, offset: u32) -> *mut u8 {
        // SAFETY: the translator names only slots of the frame, and lanes of the vector.
        unsafe { self.slot(slot).cast::<u8>().add(offset as usize) }
    }
}

/// Makes an enum of the operators of one shape, with the name of each operation that does the same.
macro_rules! operators {
    ($(#[$attribute:meta])* $enum:ident; $($name:ident)*) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $enum { $($name,)* }

        impl $enum {
            /// The operation of an operator, if it is of this shape.
            pub(crate) fn of(operator: &wasmparser::Operator<'_>) -> Option<Self> {
                match operator {
                    $(wasmparser::Operator::$name { .. } => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
    ($(#[$attribute:meta])* $enum:ident => $handler:ident; $($name:ident)*) => {
        operators! { $(#[$attribute])* $enum; $($name)* }

        impl $enum {
            /// The handler of the operation.
            pub(crate) fn handler(self) -> Handler {
                match self { $(Self::$name => $handler::<types::$name>,)* }
            }
        }
    };
}
use operators;

/// What the handlers of vectors need in scope.
mod prelude {
    pub(super) use super::super::super::operation::vector::types;
    pub(super) use super::super::tables::prelude::{
        Absent, BySource, ByTarget, Entry, FloatSource, FloatTarget, FromAcc, FromConstant,
        FromSlot, Handler, IntSource, IntTarget, Source, Target, ToAcc, ToSlot, by_source, cell,
        handler, one, rare_sources, unpinned_targets,
    };
    pub(super) use super::operators;
}
