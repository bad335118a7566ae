//! What the heap knows of the types of its objects: how they are laid out, and what is above them.

use crate::types::{FieldType, HeapType, StorageType, TypeId, ValType};

use super::object::HEADER_SIZE;

/// A type that objects have.
#[derive(Debug)]
pub(crate) struct ObjectType {
    /// The types above it, from the top, and itself as the last; none if no module declares it.
    supertypes: Box<[TypeId]>,
    shape: Shape,
}

/// How objects of a type are laid out behind their headers.
#[derive(Debug)]
pub(crate) enum Shape {
    /// A value of the host's, whose index is in the header.
    Host,
    /// The store's index of a tag as a number of 64 bits, then the payload as it lies in slots.
    Exception,
    Struct(StructShape),
    /// Elements of this kind.
    Array(Storage),
}

/// How a structure is laid out.
#[derive(Debug)]
pub(crate) struct StructShape {
    /// The distance of each field from the header, and what it is stored as.
    fields: Box<[(u32, Storage)]>,
    /// The distances of the fields that may refer to objects.
    references: Box<[u32]>,
    /// With the header.
    size: u32,
}

/// What a field or an element is stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    Bits8,
    Bits16,
    Bits32,
    Bits64,
    Bits128,
    /// A reference to an object, an `i31`, or null; 32 bits.
    Reference,
}

impl Storage {
    /// What a field of this type is stored as.
    pub(crate) fn of(field: &FieldType) -> Self {
        match field.storage() {
            StorageType::I8 => Self::Bits8,
            StorageType::I16 => Self::Bits16,
            StorageType::Val(ValType::I32 | ValType::F32) => Self::Bits32,
            StorageType::Val(ValType::I64 | ValType::F64) => Self::Bits64,
            StorageType::Val(ValType::V128) => Self::Bits128,
            // Functions are no objects, and are referred to by their addresses.
            StorageType::Val(ValType::Ref(ty)) if ty.heap_type().top() == HeapType::Func => {
                Self::Bits64
            }
            StorageType::Val(ValType::Ref(_)) => Self::Reference,
        }
    }

    /// How many bytes it takes.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::Bits8 => 1,
            Self::Bits16 => 2,
            Self::Bits32 | Self::Reference => 4,
            Self::Bits64 => 8,
            Self::Bits128 => 16,
        }
    }

    /// How many slots a value takes.
    pub(crate) fn slots(self) -> usize {
        if self == Self::Bits128 { 2 } else { 1 }
    }

    /// Stores the value that lies in slots, as in a memory: the lowest byte first.
    ///
    /// # Safety
    ///
    /// `place` must have room for it, aligned to its size or to 8 bytes, and there must be as many
    /// slots as it takes.
    pub(crate) unsafe fn write(self, place: *mut u8, slots: *const u64) {
        // SAFETY: guaranteed by the caller.
        unsafe {
            match self {
                Self::Bits8 => place.write(*slots as u8),
                Self::Bits16 => place.cast::<u16>().write((*slots as u16).to_le()),
                Self::Bits32 | Self::Reference => {
                    place.cast::<u32>().write((*slots as u32).to_le());
                }
                Self::Bits64 => place.cast::<u64>().write((*slots).to_le()),
                Self::Bits128 => place.cast::<[u64; 2]>().write(*slots.cast::<[u64; 2]>()),
            }
        }
    }

    /// The stored value as it lies in slots; what is narrower than 32 bits is extended with zeros.
    ///
    /// # Safety
    ///
    /// `place` must hold such a value, aligned as for [`Self::write`].
    pub(crate) unsafe fn read(self, place: *const u8) -> [u64; 2] {
        // SAFETY: guaranteed by the caller.
        unsafe {
            match self {
                Self::Bits8 => [(*place).into(), 0],
                Self::Bits16 => [u16::from_le(*place.cast()).into(), 0],
                Self::Bits32 | Self::Reference => [u32::from_le(*place.cast()).into(), 0],
                Self::Bits64 => [u64::from_le(*place.cast()), 0],
                Self::Bits128 => *place.cast::<[u64; 2]>(),
            }
        }
    }
}

impl StructShape {
    /// The layout of a structure with these fields: one after the other, each aligned. A type below
    /// has the same fields first, and so at the same places.
    pub(crate) fn new(fields: &[FieldType]) -> Self {
        let mut end = HEADER_SIZE;
        let fields: Box<[_]> = fields
            .iter()
            .map(|field| {
                let storage = Storage::of(field);
                let place = end.next_multiple_of(storage.size().min(8));
                end = place + storage.size();
                (place as u32, storage)
            })
            .collect();
        let references = fields.iter().filter(|(_, storage)| *storage == Storage::Reference);
        let references = references.map(|&(place, _)| place).collect();
        Self { fields, references, size: end as u32 }
    }

    /// The distance of each field from the header, and what it is stored as.
    pub(crate) fn fields(&self) -> &[(u32, Storage)] {
        &self.fields
    }

    /// The distances of the fields that may refer to objects.
    pub(super) fn references(&self) -> &[u32] {
        &self.references
    }

    /// How many bytes such a structure takes.
    pub(super) fn size(&self) -> usize {
        self.size as usize
    }
}

impl ObjectType {
    /// A type that a module declares, with those above it, itself the last.
    pub(crate) fn declared(supertypes: &[TypeId], shape: Shape) -> Self {
        Self { supertypes: supertypes.into(), shape }
    }

    /// A type that no module declares.
    pub(super) fn internal(shape: Shape) -> Self {
        Self { supertypes: Box::default(), shape }
    }

    /// The identity, if a module declares the type.
    pub(crate) fn id(&self) -> Option<TypeId> {
        self.supertypes.last().copied()
    }

    /// How the objects are laid out.
    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Whether the type is `id` or one below it, where `depth` types are above `id`.
    #[inline]
    pub(super) fn is_below(&self, id: TypeId, depth: u32) -> bool {
        self.supertypes.get(depth as usize) == Some(&id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Mutability, RefType};

    fn field(storage: StorageType) -> FieldType {
        FieldType::new(storage, Mutability::Var)
    }

    #[test]
    fn fields_are_aligned_and_a_longer_structure_begins_alike() {
        let reference = |ty: RefType| StorageType::Val(ty.into());
        let fields = [
            field(StorageType::I8),
            field(StorageType::I16),
            field(reference(RefType::ANYREF)),
            field(StorageType::Val(ValType::V128)),
            field(StorageType::I8),
            field(reference(RefType::FUNCREF)),
            field(reference(RefType::EXTERNREF)),
        ];
        let shape = StructShape::new(&fields);
        let places: Vec<u32> = shape.fields().iter().map(|&(place, _)| place).collect();
        assert_eq!(places, [8, 10, 12, 16, 32, 40, 48]);
        assert_eq!((shape.references(), shape.size()), (&[12, 48][..], 52));
        let shorter = StructShape::new(&fields[..5]);
        assert_eq!(shorter.fields(), &shape.fields()[..5]);
        assert_eq!(StructShape::new(&[]).size(), HEADER_SIZE);
    }

    #[test]
    fn values_are_stored_and_read_back() {
        let slots = [0x8123_4567_89ab_cdef_u64, 7];
        let mut place = [0_u64; 2];
        for (storage, expected) in [
            (Storage::Bits8, [0xef, 0]),
            (Storage::Bits16, [0xcdef, 0]),
            (Storage::Bits32, [0x89ab_cdef, 0]),
            (Storage::Bits64, [slots[0], 0]),
            (Storage::Bits128, slots),
        ] {
            let place = place.as_mut_ptr().cast::<u8>();
            // SAFETY: there is room for the largest, aligned.
            let read = unsafe {
                storage.write(place, slots.as_ptr());
                storage.read(place)
            };
            assert_eq!(read, expected, "{storage:?}");
        }
    }
}
