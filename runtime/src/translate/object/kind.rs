//! What instructions on objects do.

use crate::interpreter::handler::cast::TestedKind;
use crate::interpreter::handler::heap::HeapOperation;
use crate::interpreter::operation::{FloatLoad, FloatStore, IntLoad, IntStore};

/// What an instruction on objects does. For all but operations, `x` is the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum ObjectKind {
    /// Reads the field at the instruction's offset.
    Get(IntLoad),
    GetFloat(FloatLoad),
    /// Sets the field at the instruction's offset to `y`.
    Set(IntStore),
    SetFloat(FloatStore),
    /// The same of vectors, which lie in slots; the number is the offset.
    GetVector(u32),
    SetVector(u32),
    /// Reads the element `y`.
    GetElement(IntLoad),
    GetElementFloat(FloatLoad),
    /// Sets the element `y` to `z`.
    SetElement(IntStore),
    SetElementFloat(FloatStore),
    /// The same of vectors, which lie in slots.
    GetElementVector,
    SetElementVector,
    /// The length of an array.
    Length,
    /// Whether the reference belongs to a type.
    Test(Tested),
    /// The reference, if it belongs to a type.
    Cast(Tested),
    /// The element `x` of the table at this offset in the context, which must be a function of a
    /// type.
    Callee(u32, Tested),
    /// An operation on slots, with the numbers of its cell.
    Work(HeapOperation, u32, u32),
}

/// A type that references are tested for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Tested {
    pub(super) kind: TestedKind,
    /// The identity of a declared type, and how many are above it.
    pub(super) id: u32,
    pub(super) depth: u16,
    /// Whether null belongs to it.
    pub(super) nullable: bool,
}

impl ObjectKind {
    /// Whether the operands lie in slots one behind the other, and the result replaces the first.
    #[cfg(any(test, feature = "verify-code"))]
    pub(in super::super) fn is_on_slots(self) -> bool {
        matches!(
            self,
            Self::GetVector(_)
                | Self::SetVector(_)
                | Self::GetElementVector
                | Self::SetElementVector
                | Self::Callee(..)
                | Self::Work(..)
        )
    }

    /// Whether `x` is only the place of the result.
    #[cfg(any(test, feature = "verify-code"))]
    pub(in super::super) fn has_no_operand(self) -> bool {
        matches!(
            self,
            Self::Work(HeapOperation::NewDefaultStruct, ..)
                | Self::Work(HeapOperation::NewFixedArray, _, 0)
        )
    }
}
