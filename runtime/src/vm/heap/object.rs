//! References and what they lead to.

use std::num::NonZeroU32;

/// A reference to an object: its distance in bytes from what is called the heap's base, a multiple
/// of 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ObjectRef(NonZeroU32);

impl ObjectRef {
    /// The object at this distance from the base.
    pub(super) fn at(offset: u32) -> Option<Self> {
        NonZeroU32::new(offset).map(Self)
    }

    /// The object that a slot refers to, if it refers to one: neither null nor an `i31`.
    #[inline]
    pub(crate) fn from_slot(slot: u64) -> Option<Self> {
        let reference = slot as u32;
        if reference & 1 == 0 { Self::at(reference) } else { None }
    }

    /// The reference as it lies in a slot, whose upper half is zero.
    #[inline]
    pub(crate) fn to_slot(self) -> u64 {
        u64::from(self.0.get())
    }

    /// The distance from the base.
    #[inline]
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }
}

/// What every object begins with.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    /// The heap's index of the object's type.
    pub(crate) ty: u32,
    /// How many elements an array has, or slots the payload of an exception; the index of a value of
    /// the host's.
    pub(crate) length: u32,
}

/// Where the fields of a structure or the elements of an array begin.
pub(crate) const HEADER_SIZE: usize = size_of::<Header>();
