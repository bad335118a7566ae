//! The garbage-collected heap of a store: structures, arrays, exceptions, and what stands for the
//! host's values.
//!
//! One range of address space, reserved when the first object is made, so that a reference is a
//! number of 32 bits: the object's distance from a base, which is chosen so that these numbers look
//! unlike most integers. Objects never move. The range is divided
//! into [`blocks`] of 64 KiB, each of which holds objects of one size; a larger object takes several
//! blocks. Two bitmaps beside the heap have a bit for every 8 bytes: where an object begins, and,
//! while garbage is collected, which objects were reached. Once all were, the second becomes the
//! first, so that sweeping touches no object.
//!
//! An object begins with a [`Header`](object::Header) that names its [type](object_type), which
//! tells where the references in it are. What refers to the heap from outside is the store's
//! business; it may guess, as the first bitmap tells whether a number is a reference.

#![expect(clippy::cast_ptr_alignment, reason = "objects and what they hold are aligned")]

mod blocks;
mod marking;
mod object;
mod object_type;
mod size_class;
mod space;
#[cfg(test)]
mod tests;

pub(crate) use self::marking::Incomplete;
pub(crate) use self::object::{Header, ObjectRef};
pub(crate) use self::object_type::{ObjectType, Shape, Storage, StructShape};
pub(crate) use self::space::{Attempt, Heap};
