//! What handles to objects are made of.

use crate::{
    store::{Objects, Root},
    vm::ObjectRef,
};

/// A reference that is not null: to an object, or an integer of 31 bits in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reference {
    /// The integer as it lies in a slot, with the bit that tells it from references.
    I31(u32),
    Object(Root),
}

impl Reference {
    /// A handle to an object.
    pub(crate) fn of_object(objects: &Objects, object: ObjectRef) -> Self {
        Self::Object(objects.root(object))
    }

    /// The object referred to, if it is one.
    ///
    /// # Panics
    /// If the handle belongs to another store, or its scope has ended.
    #[track_caller]
    pub(crate) fn object(self, objects: &Objects) -> Option<ObjectRef> {
        match self {
            Self::I31(_) => None,
            Self::Object(root) => Some(objects.object(root)),
        }
    }

    /// The reference as it lies in a slot.
    ///
    /// # Panics
    /// As [`Self::object`].
    #[track_caller]
    pub(crate) fn to_slot(self, objects: &Objects) -> u64 {
        match self {
            Self::I31(bits) => bits.into(),
            Self::Object(root) => objects.object(root).to_slot(),
        }
    }

    /// The reference that lies in a slot; `None` if it is null.
    pub(crate) fn from_slot(slot: u64, objects: &Objects) -> Option<Self> {
        if slot & 1 != 0 {
            return Some(Self::I31(slot as u32));
        }
        Some(Self::of_object(objects, ObjectRef::from_slot(slot)?))
    }
}
