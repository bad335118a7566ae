//! Arrays as the host sees them.

#![expect(unsafe_code, reason = "elements lie behind raw pointers")]

use crate::{
    error::Error,
    reference::Reference,
    store::{AsContext, AsContextMut, Objects},
    types::{ArrayType, FieldType, Mutability},
    value::Val,
    vm::Storage,
};

/// A reference to an array.
///
/// It keeps the array until the scope ends in which it was made: see
/// [`RootScope`](crate::RootScope).
///
/// ```
/// use wasmrun_runtime::{
///     ArrayRef, ArrayType, Engine, FieldType, Mutability, StorageType, Store, Val, ValType,
/// };
///
/// let engine = Engine::default();
/// let element = FieldType::new(StorageType::Val(ValType::I64), Mutability::Var);
/// let ty = ArrayType::new(&engine, element)?;
/// let mut store = Store::new(&engine, ());
/// let array = ArrayRef::new(&mut store, &ty, Val::I64(1), 1000)?;
/// array.set(&mut store, 999, Val::I64(5))?;
/// assert_eq!(array.get(&store, 998)?.i64(), Some(1));
/// assert_eq!(array.get(&store, 999)?.i64(), Some(5));
/// assert!(array.get(&store, array.len(&store)).is_err());
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ArrayRef {
    reference: Reference,
}

impl ArrayRef {
    /// Makes an array of this type whose elements, `length` of them, all are `value`.
    ///
    /// # Errors
    /// If the value does not fit, the type belongs to another engine, or there is no room.
    pub fn new(
        store: impl AsContextMut,
        ty: &ArrayType,
        value: Val,
        length: u32,
    ) -> Result<Self, Error> {
        Self::make(store, ty, length, std::iter::repeat_n(value, length as usize))
    }

    /// Makes an array of this type and these elements.
    ///
    /// # Errors
    /// If the values do not fit, the type belongs to another engine, or there is no room.
    pub fn new_fixed(
        store: impl AsContextMut,
        ty: &ArrayType,
        elements: &[Val],
    ) -> Result<Self, Error> {
        let length = u32::try_from(elements.len())
            .map_err(|_| Error::limit("an array has less than 2^32 elements"))?;
        Self::make(store, ty, length, elements.iter().copied())
    }

    /// The elements are as many as `length` says.
    fn make(
        mut store: impl AsContextMut,
        ty: &ArrayType,
        length: u32,
        elements: impl Iterator<Item = Val>,
    ) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let index = objects.host_type(ty.registration())?;
        let expected = ty.element().storage().unpacked();
        let array = objects.make(|heap, attempt| heap.new_array(index, length, attempt))?;
        let storage = Storage::of(&ty.element());
        let mut place = match objects.heap() {
            Some(heap) => heap.contents(array),
            None => unreachable!("an object lies in a heap"),
        };
        for value in elements {
            if let Err(error) = value.expect(expected, objects) {
                objects.heap_mut()?.forget_elements(array);
                return Err(error);
            }
            // SAFETY: the array has room for so many elements.
            unsafe {
                storage.write(place, value.to_slots(objects).as_ptr());
                place = place.add(storage.size());
            }
        }
        Ok(Self { reference: Reference::of_object(objects, array) })
    }

    /// The array's type.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn ty(&self, store: impl AsContext) -> ArrayType {
        let store = store.as_context();
        match self.type_in(store.objects()) {
            Some(ty) => ty,
            // The store keeps the types of its objects in use.
            None => unreachable!("an array outlived its type"),
        }
    }

    /// How many elements there are.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn len(&self, store: impl AsContext) -> u32 {
        let store = store.as_context();
        let objects = store.objects();
        let object = self.reference.object(objects).zip(objects.heap());
        object.map_or(0, |(object, heap)| heap.header(object).length)
    }

    /// The element at `index`, those of less than 32 bits extended with zeros.
    ///
    /// # Errors
    /// If the index is beyond the end.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn get(&self, store: impl AsContext, index: u32) -> Result<Val, Error> {
        let store = store.as_context();
        let (element, place, storage) = self.place(store.objects(), index)?;
        // SAFETY: the element lies there, and nobody writes to it while the store is borrowed.
        let slots = unsafe { storage.read(place) };
        Ok(Val::from_slots(element.storage().unpacked(), &slots, store.objects()))
    }

    /// Sets the element at `index`; of values for elements of less than 32 bits only the lowest bits
    /// count.
    ///
    /// # Errors
    /// If the index is beyond the end, the elements are constant, or the value is not of their type.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn set(&self, mut store: impl AsContextMut, index: u32, value: Val) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let (element, place, storage) = self.place(objects, index)?;
        if element.mutability() == Mutability::Const {
            return Err(Error::usage("the elements of the array are constant"));
        }
        value.expect(element.storage().unpacked(), objects)?;
        // SAFETY: the element lies there, and the store is borrowed mutably.
        unsafe { storage.write(place, value.to_slots(objects).as_ptr()) }
        Ok(())
    }

    /// The elements' type, where one lies, and what as.
    #[track_caller]
    fn place(&self, objects: &Objects, index: u32) -> Result<(FieldType, *mut u8, Storage), Error> {
        let place = self.reference.object(objects).zip(objects.heap()).and_then(|(array, heap)| {
            let (storage, length) = heap.array(array)?;
            let offset = index as usize * storage.size();
            (index < length).then(|| (heap.contents(array).wrapping_add(offset), storage))
        });
        match (self.type_in(objects), place) {
            (Some(ty), Some((place, storage))) => Ok((ty.element(), place, storage)),
            _ => Err(Error::usage(format!("the array has no element {index}"))),
        }
    }

    #[track_caller]
    fn type_in(&self, objects: &Objects) -> Option<ArrayType> {
        let id = objects.heap()?.type_of(self.reference.object(objects)?).id()?;
        ArrayType::of(objects.engine(), id)
    }

    pub(super) fn of(reference: Reference) -> Self {
        Self { reference }
    }

    pub(super) fn reference(self) -> Reference {
        self.reference
    }
}
