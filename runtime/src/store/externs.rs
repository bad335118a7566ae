//! The host's values that guests hold references to.

use std::any::Any;

use crate::vm::{Heap, ObjectRef};

/// A value of the host's.
pub(crate) type Value = Box<dyn Any + Send + Sync>;

/// Values behind `externref`s. Each belongs to an object of the heap, and goes with it.
#[derive(Default)]
pub(crate) struct Externs {
    places: Vec<Option<(Value, ObjectRef)>>,
    /// The places without value.
    free: Vec<u32>,
}

impl Externs {
    /// An index for a value, which is none's until it is set; `None` if all are taken.
    pub(crate) fn reserve(&mut self) -> Option<u32> {
        if let Some(index) = self.free.pop() {
            return Some(index);
        }
        let index = u32::try_from(self.places.len()).ok()?;
        self.places.push(None);
        Some(index)
    }

    /// Gives back an index that was reserved in vain.
    pub(crate) fn release(&mut self, index: u32) {
        self.free.push(index);
    }

    /// Keeps a value, which belongs to an object that has its index.
    pub(crate) fn set(&mut self, index: u32, value: Value, owner: ObjectRef) {
        if let Some(place) = self.places.get_mut(index as usize) {
            *place = Some((value, owner));
        }
    }

    /// The value with this index.
    pub(crate) fn get(&self, index: u32) -> Option<&(dyn Any + Send + Sync)> {
        let (value, _) = self.places.get(index as usize)?.as_ref()?;
        Some(&**value)
    }

    /// Takes out the values whose objects have not been reached.
    pub(super) fn take_unreached(&mut self, heap: &Heap) -> Vec<Value> {
        let mut unreached = Vec::new();
        for (index, place) in (0..).zip(&mut self.places) {
            if let Some((value, _)) = place.take_if(|(_, owner)| !heap.is_reached(*owner)) {
                unreached.push(value);
                self.free.push(index);
            }
        }
        unreached
    }
}
