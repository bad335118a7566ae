//! Making arrays for running code, and operations on ranges of them.
//!
//! References and numbers are the guest's; that the references are to arrays of fitting types, or null,
//! was validated.

#![expect(unsafe_code, reason = "the elements of arrays lie behind raw pointers")]

use std::slice;

use super::{Objects, bulk::part};
use crate::{
    trap::TrapCode,
    value::Slots,
    vm::{ObjectRef, Storage},
};

/// The elements of an array in the heap.
#[derive(Clone, Copy)]
struct Elements {
    storage: Storage,
    start: *mut u8,
    count: u32,
}

/// A segment of an instance.
type Segment = (u32, u32);

impl Elements {
    /// `length` elements from `start` on, if there are so many.
    fn range(self, start: u32, length: u32) -> Result<Self, TrapCode> {
        let end = start.checked_add(length).filter(|&end| end <= self.count);
        end.ok_or(TrapCode::ArrayOutOfBounds)?;
        let start = self.start.wrapping_add(start as usize * self.storage.size());
        Ok(Self { start, count: length, ..self })
    }

    /// The bytes of all.
    fn size(self) -> usize {
        self.count as usize * self.storage.size()
    }

    /// The elements as numbers of a type.
    ///
    /// # Safety
    /// `T` must be as large as an element, and nobody else may use the elements meanwhile.
    unsafe fn as_slice<'a, T>(self) -> &'a mut [T] {
        // SAFETY: so many elements lie there, aligned to 8 bytes or to their size.
        unsafe { slice::from_raw_parts_mut(self.start.cast(), self.count as usize) }
    }
}

impl Objects {
    /// The elements of the array that a slot refers to.
    fn elements(&self, slot: u64) -> Result<Elements, TrapCode> {
        let array = ObjectRef::from_slot(slot).ok_or(TrapCode::NullArrayReference)?;
        let heap = self.heap().ok_or(TrapCode::NullArrayReference)?;
        let (storage, count) = heap.array(array).ok_or(TrapCode::CastFailure)?;
        Ok(Elements { storage, start: heap.contents(array), count })
    }

    /// Makes an array whose elements all are the value in `value`. The slots of running code end at
    /// `end`, here and below.
    pub(crate) fn new_array(
        &mut self,
        end: *const u64,
        ty: u32,
        length: u32,
        value: Slots,
    ) -> Result<u64, TrapCode> {
        self.new_filled_array(end, ty, length, |this, elements| this.fill(elements, value))
    }

    /// Makes an array of a part of a data segment, which begins at byte `start`.
    pub(crate) fn new_array_of_data(
        &mut self,
        end: *const u64,
        ty: u32,
        segment: Segment,
        start: u32,
        length: u32,
    ) -> Result<u64, TrapCode> {
        let storage = self.element_type(ty)?;
        self.data_part(segment, start, length, storage)?;
        self.new_filled_array(end, ty, length, |this, elements| {
            this.copy_data(elements, segment, start)
        })
    }

    /// Makes an array of a part of an element segment.
    pub(crate) fn new_array_of_elements(
        &mut self,
        end: *const u64,
        ty: u32,
        segment: Segment,
        start: u32,
        length: u32,
    ) -> Result<u64, TrapCode> {
        self.element_part(segment, start, length)?;
        self.new_filled_array(end, ty, length, |this, elements| {
            this.copy_elements(elements, segment, start)
        })
    }

    /// Makes an array whose elements `fill` sets.
    fn new_filled_array(
        &mut self,
        end: *const u64,
        ty: u32,
        length: u32,
        fill: impl FnOnce(&Self, Elements) -> Result<(), TrapCode>,
    ) -> Result<u64, TrapCode> {
        let array = self.make_within(end, |heap, attempt| heap.new_array(ty, length, attempt))?;
        let filled = fill(self, self.elements(array.to_slot())?);
        if filled.is_err()
            && let Ok(heap) = self.heap_mut()
        {
            // Nobody refers to it, but a guess may lead here.
            heap.forget_elements(array);
        }
        filled.map(|()| array.to_slot())
    }

    /// Sets elements of an array to the value in `value`.
    pub(crate) fn array_fill(
        &mut self,
        array: u64,
        start: u32,
        value: Slots,
        length: u32,
    ) -> Result<(), TrapCode> {
        self.fill(self.elements(array)?.range(start, length)?, value)
    }

    /// Copies elements of an array to an array, maybe the same one; the ranges may overlap.
    pub(crate) fn array_copy(
        &mut self,
        (target, target_start): (u64, u32),
        (source, source_start): (u64, u32),
        length: u32,
    ) -> Result<(), TrapCode> {
        let (target, source) = (self.elements(target)?, self.elements(source)?);
        let target = target.range(target_start, length)?;
        let source = source.range(source_start, length)?;
        // SAFETY: both are as long, elements of fitting types being as large; nobody else uses them.
        unsafe { self.supervisor().copy_bytes(source.start, target.start, target.size()) }
    }

    /// Sets elements of an array to those of a part of a data segment, which begins at byte `start`.
    pub(crate) fn array_init_data(
        &mut self,
        (array, target): (u64, u32),
        segment: Segment,
        start: u32,
        length: u32,
    ) -> Result<(), TrapCode> {
        let elements = self.elements(array)?.range(target, length)?;
        self.data_part(segment, start, length, elements.storage)?;
        self.copy_data(elements, segment, start)
    }

    /// Sets elements of an array to those of a part of an element segment.
    pub(crate) fn array_init_elements(
        &mut self,
        (array, target): (u64, u32),
        segment: Segment,
        start: u32,
        length: u32,
    ) -> Result<(), TrapCode> {
        let elements = self.elements(array)?.range(target, length)?;
        self.element_part(segment, start, length)?;
        self.copy_elements(elements, segment, start)
    }

    /// What the elements of arrays of a type are stored as.
    fn element_type(&self, ty: u32) -> Result<Storage, TrapCode> {
        let heap = self.heap().ok_or(TrapCode::CastFailure)?;
        heap.element_type(ty).ok_or(TrapCode::CastFailure)
    }

    fn fill(&self, elements: Elements, value: Slots) -> Result<(), TrapCode> {
        let (supervisor, [low, _]) = (self.supervisor(), value);
        // SAFETY: the numbers are as large as the elements, which nobody else uses meanwhile.
        unsafe {
            match elements.storage {
                Storage::Bits8 => supervisor.fill(elements.as_slice(), low as u8),
                Storage::Bits16 => supervisor.fill(elements.as_slice(), (low as u16).to_le()),
                Storage::Bits32 | Storage::Reference => {
                    supervisor.fill(elements.as_slice(), (low as u32).to_le())
                }
                Storage::Bits64 => supervisor.fill(elements.as_slice(), low.to_le()),
                Storage::Bits128 => supervisor.fill(elements.as_slice(), value),
            }
        }
    }

    /// The bytes of a data segment for so many elements.
    fn data_part(
        &self,
        (instance, segment): Segment,
        start: u32,
        length: u32,
        storage: Storage,
    ) -> Result<&[u8], TrapCode> {
        let data = self.instances[instance as usize].data_segment(segment);
        let size = length as usize * storage.size();
        let bytes = u32::try_from(size).ok().and_then(|size| part(data, start.into(), size));
        bytes.ok_or(TrapCode::MemoryOutOfBounds)
    }

    fn copy_data(&self, elements: Elements, segment: Segment, start: u32) -> Result<(), TrapCode> {
        let from = self.data_part(segment, start, elements.count, elements.storage)?;
        // SAFETY: the elements take so many bytes, and nobody else uses them.
        let to = unsafe { slice::from_raw_parts_mut(elements.start, elements.size()) };
        self.supervisor().copy(to, from)
    }

    /// A part of an element segment.
    fn element_part(
        &self,
        (instance, segment): Segment,
        start: u32,
        length: u32,
    ) -> Result<&[u64], TrapCode> {
        let segment = &self.instances[instance as usize].elements[segment as usize];
        part(segment, start.into(), length).ok_or(TrapCode::TableOutOfBounds)
    }

    fn copy_elements(
        &self,
        elements: Elements,
        segment: Segment,
        start: u32,
    ) -> Result<(), TrapCode> {
        let from = self.element_part(segment, start, elements.count)?;
        // SAFETY: the numbers are as large as the elements, which nobody else uses meanwhile.
        unsafe {
            match elements.storage {
                Storage::Reference => {
                    let convert = |slot: u64| (slot as u32).to_le();
                    self.supervisor().convert(elements.as_slice(), from, convert)
                }
                _ => self.supervisor().convert(elements.as_slice(), from, u64::to_le),
            }
        }
    }
}
