//! The heap itself: making objects, and finding what they hold.

use std::collections::HashMap;
use std::ptr;

use super::blocks::{BLOCK, Blocks};
use super::marking::{Incomplete, Marking};
use super::object::{HEADER_SIZE, Header, ObjectRef};
use super::object_type::{ObjectType, Shape, Storage};
use crate::types::TypeId;
use crate::vm::mapping::Mapping;

/// The objects of a store.
#[derive(Debug)]
pub(crate) struct Heap {
    /// The address that references count from; null as long as there are no objects.
    base: *mut u8,
    blocks: Option<Blocks>,
    types: Vec<ObjectType>,
    indices: HashMap<TypeId, u32>,
    /// The most that objects may take, in bytes.
    limit: usize,
    /// How much may be handed out before garbage is collected, in bytes.
    budget: usize,
}

/// When room is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// At first: it may be time to collect garbage.
    First,
    /// Once garbage has been collected.
    Last,
}

/// The index of the type of the host's values.
const HOST: u32 = 0;
/// The index of the type of exceptions.
const EXCEPTION: u32 = 1;

/// References have 32 bits.
const MOST_BYTES: usize = 1 << 32;

/// At least so much is handed out between two collections, in bytes.
const LEAST_BUDGET: usize = 4 << 20;

/// Garbage that is less than this part of the heap is not worth looking for again and again.
const LEAST_GAIN: usize = 32;

impl Heap {
    /// A heap for objects of `limit` bytes together. It takes nothing before there is an object.
    pub(crate) fn new(limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(MOST_BYTES).min(MOST_BYTES - BLOCK);
        Self {
            base: ptr::null_mut(),
            blocks: None,
            types: vec![ObjectType::internal(Shape::Host), ObjectType::internal(Shape::Exception)],
            indices: HashMap::new(),
            limit,
            budget: LEAST_BUDGET,
        }
    }

    /// The address that references count from; null as long as there are no objects.
    #[inline]
    pub(crate) fn base(&self) -> *mut u8 {
        self.base
    }

    // Types

    /// The index of a declared type, if objects may have it.
    pub(crate) fn type_index(&self, id: TypeId) -> Option<u32> {
        self.indices.get(&id).copied()
    }

    /// Adds a declared type, which must stay in use as long as the heap; returns its index.
    pub(crate) fn add_type(&mut self, id: TypeId, ty: ObjectType) -> u32 {
        let index = self.types.len() as u32;
        self.types.push(ty);
        self.indices.insert(id, index);
        index
    }

    /// The type of this index.
    #[inline]
    pub(crate) fn ty(&self, index: u32) -> &ObjectType {
        &self.types[index as usize]
    }

    /// The type of an object.
    #[inline]
    pub(crate) fn type_of(&self, reference: ObjectRef) -> &ObjectType {
        self.ty(self.header(reference).ty)
    }

    /// Whether an object belongs to the declared type `id`, which has `depth` types above it.
    #[inline]
    pub(crate) fn belongs_to(&self, reference: ObjectRef, id: TypeId, depth: u32) -> bool {
        self.type_of(reference).is_below(id, depth)
    }

    // Objects

    /// What an object begins with.
    #[inline]
    pub(crate) fn header(&self, reference: ObjectRef) -> Header {
        // SAFETY: a reference leads to an object, which begins with a header.
        unsafe { *self.address(reference).cast::<Header>() }
    }

    /// The address of an object.
    #[inline]
    pub(crate) fn address(&self, reference: ObjectRef) -> *mut u8 {
        self.base.wrapping_add(reference.number() as usize)
    }

    /// The address of the first element of an array, or of what follows the header of another object.
    #[inline]
    pub(crate) fn contents(&self, reference: ObjectRef) -> *mut u8 {
        self.address(reference).wrapping_add(HEADER_SIZE)
    }

    /// An object of this type with `size` bytes behind its header, which hold anything. `None` if
    /// there is no room, or garbage is to be collected before.
    fn allocate(&mut self, header: Header, size: u64, attempt: Attempt) -> Option<ObjectRef> {
        let size = usize::try_from(size).ok()?.checked_add(HEADER_SIZE)?;
        let budget = match attempt {
            Attempt::First => self.budget,
            Attempt::Last => usize::MAX,
        };
        let blocks = match &mut self.blocks {
            Some(blocks) => blocks,
            None => self.create()?,
        };
        let reference = blocks.take(size, budget)?;
        // SAFETY: the blocks have room for the object, aligned to 8 bytes.
        unsafe { self.address(reference).cast::<Header>().write(header) }
        Some(reference)
    }

    /// Reserves the address space, or less if the system refuses so much.
    #[cold]
    fn create(&mut self) -> Option<&mut Blocks> {
        let mut wanted = self.limit.checked_add(BLOCK)?.next_multiple_of(BLOCK);
        let mapping = loop {
            match Mapping::reserve(wanted) {
                Some(mapping) => break mapping,
                None if wanted <= 2 * BLOCK => return None,
                None => wanted /= 2,
            }
        };
        let blocks = self.blocks.insert(Blocks::new(mapping, self.limit));
        self.base = blocks.base();
        Some(blocks)
    }

    /// A structure of the type with this index, its fields being the values that lie in `slots`.
    ///
    /// # Safety
    ///
    /// The type must be one of structures, and there must be slots for all fields.
    pub(crate) unsafe fn new_struct(
        &mut self,
        ty: u32,
        mut slots: *const u64,
        attempt: Attempt,
    ) -> Option<ObjectRef> {
        let reference = self.allocate_struct(ty, attempt)?;
        let address = self.address(reference);
        let Shape::Struct(shape) = self.ty(ty).shape() else { return None };
        for &(place, storage) in shape.fields() {
            // SAFETY: the object has room for its fields, and the caller has slots for them.
            unsafe {
                storage.write(address.add(place as usize), slots);
                slots = slots.add(storage.slots());
            }
        }
        Some(reference)
    }

    /// A structure whose fields are all zero or null.
    pub(crate) fn new_default_struct(&mut self, ty: u32, attempt: Attempt) -> Option<ObjectRef> {
        let reference = self.allocate_struct(ty, attempt)?;
        let Shape::Struct(shape) = self.ty(ty).shape() else { return None };
        // SAFETY: the object is as large as its type says.
        unsafe { self.contents(reference).write_bytes(0, shape.size() - HEADER_SIZE) }
        Some(reference)
    }

    fn allocate_struct(&mut self, ty: u32, attempt: Attempt) -> Option<ObjectRef> {
        let Shape::Struct(shape) = self.ty(ty).shape() else { return None };
        let size = (shape.size() - HEADER_SIZE) as u64;
        self.allocate(Header { ty, length: 0 }, size, attempt)
    }

    /// An array of `length` elements that are anything, to be set before garbage is collected next.
    pub(crate) fn new_array(
        &mut self,
        ty: u32,
        length: u32,
        attempt: Attempt,
    ) -> Option<ObjectRef> {
        let element = self.element_type(ty)?;
        let size = u64::from(length) * element.size() as u64;
        self.allocate(Header { ty, length }, size, attempt)
    }

    /// An array of `length` elements, the values that lie in `slots`.
    ///
    /// # Safety
    ///
    /// There must be slots for all elements.
    pub(crate) unsafe fn new_fixed_array(
        &mut self,
        ty: u32,
        mut slots: *const u64,
        length: u32,
        attempt: Attempt,
    ) -> Option<ObjectRef> {
        let element = self.element_type(ty)?;
        let array = self.new_array(ty, length, attempt)?;
        let mut place = self.contents(array);
        for _ in 0..length {
            // SAFETY: the array has room for its elements, and the caller has slots for them.
            unsafe {
                element.write(place, slots);
                (place, slots) = (place.add(element.size()), slots.add(element.slots()));
            }
        }
        Some(array)
    }

    /// What stands for the value of the host's with this index.
    pub(crate) fn new_host(&mut self, index: u32, attempt: Attempt) -> Option<ObjectRef> {
        self.allocate(Header { ty: HOST, length: index }, 0, attempt)
    }

    /// The index of the value of the host's that an object stands for, if it does.
    pub(crate) fn host_index(&self, reference: ObjectRef) -> Option<u32> {
        let header = self.header(reference);
        (header.ty == HOST).then_some(header.length)
    }

    /// An exception with this tag and payload.
    pub(crate) fn new_exception(
        &mut self,
        tag: u32,
        payload: &[u64],
        attempt: Attempt,
    ) -> Option<ObjectRef> {
        let length = u32::try_from(payload.len()).ok()?;
        let size = (u64::from(length) + 1) * size_of::<u64>() as u64;
        let reference = self.allocate(Header { ty: EXCEPTION, length }, size, attempt)?;
        let place = self.contents(reference).cast::<u64>();
        // SAFETY: that is how large the object is.
        unsafe {
            place.write(tag.into());
            place.add(1).copy_from_nonoverlapping(payload.as_ptr(), payload.len());
        }
        Some(reference)
    }

    /// The tag and the payload of an exception.
    pub(crate) fn exception(&self, reference: ObjectRef) -> Option<(u32, &[u64])> {
        let header = self.header(reference);
        if header.ty != EXCEPTION {
            return None;
        }
        let place = self.contents(reference).cast::<u64>();
        // SAFETY: that is how an exception is laid out.
        unsafe {
            let payload = std::slice::from_raw_parts(place.add(1), header.length as usize);
            Some((*place as u32, payload))
        }
    }

    /// What the elements of an array are stored as, and how many there are.
    pub(crate) fn array(&self, reference: ObjectRef) -> Option<(Storage, u32)> {
        let header = self.header(reference);
        Some((self.element_type(header.ty)?, header.length))
    }

    /// What the elements of arrays of a type are stored as, if it is one of arrays.
    pub(crate) fn element_type(&self, ty: u32) -> Option<Storage> {
        match self.ty(ty).shape() {
            &Shape::Array(element) => Some(element),
            _ => None,
        }
    }

    /// Makes an array one without elements, which could not be set.
    pub(crate) fn forget_elements(&mut self, array: ObjectRef) {
        // SAFETY: a reference leads to an object, which begins with a header.
        unsafe { (*self.address(array).cast::<Header>()).length = 0 }
    }

    // Garbage

    /// Begins to look for what can be reached; `None` if there are no objects.
    pub(crate) fn begin_marking(&mut self) -> Option<Marking<'_>> {
        let blocks = self.blocks.as_mut()?;
        blocks.forget_reached();
        Some(Marking::new(self.base, &self.types, blocks))
    }

    /// Whether an object has been reached.
    pub(crate) fn is_reached(&self, reference: ObjectRef) -> bool {
        self.blocks.as_ref().is_some_and(|blocks| blocks.is_reached(reference))
    }

    /// Frees all objects that have not been reached. The next collection is due when as much has been handed out as this one
    /// looked at: what is live, and slots of `root_bytes` outside of the heap.
    ///
    /// # Errors
    ///
    /// If nearly all of what the heap may hold is still in use: soon all of the time would be spent
    /// on looking for garbage.
    pub(crate) fn sweep(&mut self, root_bytes: usize) -> Result<(), Incomplete> {
        let Some(blocks) = &mut self.blocks else { return Ok(()) };
        let live = blocks.sweep().live;
        self.budget = live.saturating_add(root_bytes).max(LEAST_BUDGET);
        let capacity = blocks.capacity();
        if live > capacity - capacity / LEAST_GAIN {
            return Err(Incomplete::NoRoom);
        }
        Ok(())
    }
}
