//! Finding out which objects can be reached.

use super::blocks::Blocks;
use super::object::{HEADER_SIZE, Header, ObjectRef};
use super::object_type::{ObjectType, Shape, Storage};

/// Why garbage could not be collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Incomplete {
    /// The guest is to stop.
    Interrupted,
    /// There is no memory for the work, or nothing would be gained by it.
    NoRoom,
}

/// A search for what can be reached.
///
/// Objects that were reached and not looked into yet are on a stack of its own: the native one has
/// nothing to do with how deeply objects refer to each other. Every object gets there once at most.
pub(crate) struct Marking<'a> {
    base: *mut u8,
    types: &'a [ObjectType],
    blocks: &'a mut Blocks,
    stack: Vec<ObjectRef>,
    /// How much is looked at before the next look for a request to stop.
    patience: usize,
    /// How many slots there were that objects may be reached from.
    roots: usize,
}

/// How many references are looked at before the next look for a request to stop.
const PATIENCE: usize = 1 << 16;

impl<'a> Marking<'a> {
    pub(super) fn new(base: *mut u8, types: &'a [ObjectType], blocks: &'a mut Blocks) -> Self {
        Self { base, types, blocks, stack: Vec::new(), patience: PATIENCE, roots: 0 }
    }

    /// Notes what a slot outside of the heap refers to, if it refers to an object at all: it may hold anything.
    ///
    /// # Errors
    ///
    /// If there is no memory for the work.
    pub(crate) fn root(&mut self, slot: u64) -> Result<(), Incomplete> {
        self.roots += 1;
        self.follow_slot(slot)
    }

    /// How many bytes the slots took that were looked at outside of the heap.
    pub(crate) fn root_bytes(&self) -> usize {
        self.roots * size_of::<u64>()
    }

    fn follow_slot(&mut self, slot: u64) -> Result<(), Incomplete> {
        match ObjectRef::from_slot(slot) {
            // Other things have upper halves, and a reference has none.
            Some(reference) if slot >> 32 == 0 && self.blocks.is_object(reference) => {
                self.reach(reference)
            }
            _ => Ok(()),
        }
    }

    /// Looks into all that has been reached, and what is reached from there.
    ///
    /// # Errors
    ///
    /// If there is no memory for the work, or it is to stop.
    pub(crate) fn run(&mut self, is_interrupted: impl Fn() -> bool) -> Result<(), Incomplete> {
        while let Some(reference) = self.stack.pop() {
            // SAFETY: references lead to objects, which begin with headers.
            let header = unsafe { *self.address(reference).cast::<Header>() };
            let contents = self.address(reference).wrapping_add(HEADER_SIZE);
            match self.types[header.ty as usize].shape() {
                Shape::Exception => {
                    let payload = contents.wrapping_add(size_of::<u64>()).cast::<u64>();
                    for index in 0..header.length as usize {
                        // SAFETY: the payload has so many slots.
                        self.follow_slot(unsafe { *payload.add(index) })?;
                        self.wait(1, &is_interrupted)?;
                    }
                }
                Shape::Struct(shape) => {
                    for &place in shape.references() {
                        // SAFETY: at these distances the object has references.
                        let slot =
                            unsafe { *self.address(reference).add(place as usize).cast::<u32>() };
                        self.follow(slot)?;
                    }
                    self.wait(shape.references().len(), &is_interrupted)?;
                }
                Shape::Array(Storage::Reference) => {
                    let elements = contents.cast::<u32>();
                    for index in 0..header.length as usize {
                        // SAFETY: the array has so many elements, which are references.
                        self.follow(unsafe { *elements.add(index) })?;
                        self.wait(1, &is_interrupted)?;
                    }
                }
                Shape::Array(_) | Shape::Host => {}
            }
            self.wait(1, &is_interrupted)?;
        }
        Ok(())
    }

    fn address(&self, reference: ObjectRef) -> *mut u8 {
        self.base.wrapping_add(reference.number() as usize)
    }

    /// Notes what a reference in an object refers to.
    fn follow(&mut self, reference: u32) -> Result<(), Incomplete> {
        match ObjectRef::from_slot(u32::from_le(reference).into()) {
            Some(reference) => self.reach(reference),
            None => Ok(()),
        }
    }

    fn reach(&mut self, reference: ObjectRef) -> Result<(), Incomplete> {
        if self.blocks.reach(reference) {
            if self.stack.len() == self.stack.capacity() {
                self.stack.try_reserve(1).map_err(|_| Incomplete::NoRoom)?;
            }
            self.stack.push(reference);
        }
        Ok(())
    }

    /// Looks for a request to stop from time to time, so much having been looked at.
    fn wait(&mut self, count: usize, is_interrupted: impl Fn() -> bool) -> Result<(), Incomplete> {
        self.patience = self.patience.saturating_sub(count);
        if self.patience == 0 {
            self.patience = PATIENCE;
            if is_interrupted() {
                return Err(Incomplete::Interrupted);
            }
        }
        Ok(())
    }
}
