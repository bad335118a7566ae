//! References as they lie in slots.

use super::{AnyRef, ArrayRef, EqRef, I31, StructRef};
use crate::{reference::Reference, store::Objects};

macro_rules! in_slots {
    ($($type:ident),*) => {$(
        impl $type {
            /// The reference as it lies in a slot.
            #[track_caller]
            pub(crate) fn to_slot(reference: Option<Self>, objects: &Objects) -> u64 {
                reference.map_or(0, |reference| reference.reference().to_slot(objects))
            }

            /// The reference that lies in a slot, which must be one of this type or null.
            pub(crate) fn from_slot(slot: u64, objects: &Objects) -> Option<Self> {
                Reference::from_slot(slot, objects).map(Self::of)
            }
        }
    )*};
}

in_slots!(AnyRef, EqRef, StructRef, ArrayRef);

impl I31 {
    /// The integer as it lies in a slot, in the place of a reference.
    pub(crate) fn to_slot(value: Option<Self>, _: &Objects) -> u64 {
        value.map_or(0, |value| value.bits().into())
    }

    /// The integer that lies in a slot, unless there is null.
    pub(crate) fn from_slot(slot: u64, _: &Objects) -> Option<Self> {
        (slot & 1 != 0).then(|| Self::from_bits(slot as u32))
    }
}
