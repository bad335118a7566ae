//! Structures as the host sees them.

#![expect(unsafe_code, reason = "fields lie behind raw pointers")]

use crate::{
    error::Error,
    reference::Reference,
    store::{AsContext, AsContextMut, Objects},
    types::{FieldType, Mutability, StructType},
    value::Val,
    vm::{Shape, Storage},
};

/// A reference to a structure.
///
/// It keeps the structure until the scope ends in which it was made: see
/// [`RootScope`](crate::RootScope).
///
/// ```
/// use wasmrun_runtime::{
///     Engine, FieldType, Mutability, StorageType, Store, StructRef, StructType, Val, ValType,
/// };
///
/// let engine = Engine::default();
/// let fields = [
///     FieldType::new(StorageType::I8, Mutability::Var),
///     FieldType::new(StorageType::Val(ValType::F64), Mutability::Const),
/// ];
/// let ty = StructType::new(&engine, fields)?;
/// let mut store = Store::new(&engine, ());
/// let point = StructRef::new(&mut store, &ty, &[Val::I32(300), Val::from(1.5)])?;
/// assert_eq!(point.field(&store, 0)?.i32(), Some(300 & 0xff));
/// point.set_field(&mut store, 0, Val::I32(7))?;
/// assert_eq!(point.field(&store, 0)?.i32(), Some(7));
/// assert!(point.set_field(&mut store, 1, Val::from(2.5)).is_err(), "it is constant");
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct StructRef {
    reference: Reference,
}

impl StructRef {
    /// Makes a structure of this type and these values of its fields.
    ///
    /// # Errors
    /// If the values do not fit the fields, the type belongs to another engine, or there is no room.
    pub fn new(
        mut store: impl AsContextMut,
        ty: &StructType,
        fields: &[Val],
    ) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let index = objects.host_type(ty.registration())?;
        let (expected, found) = (ty.fields().len(), fields.len());
        if expected != found {
            return Err(Error::usage(format!("expected {expected} fields, found {found}")));
        }
        let mut slots = Vec::with_capacity(fields.len());
        for (value, field) in fields.iter().zip(ty.fields()) {
            value.expect(field.storage().unpacked(), objects)?;
            slots.extend_from_slice(&value.to_slots(objects)[..Storage::of(field).slots()]);
        }
        // SAFETY: these are the values of the type's fields.
        let object = objects
            .make(|heap, attempt| unsafe { heap.new_struct(index, slots.as_ptr(), attempt) })?;
        Ok(Self { reference: Reference::of_object(objects, object) })
    }

    /// The structure's type.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn ty(&self, store: impl AsContext) -> StructType {
        let store = store.as_context();
        match self.type_in(store.objects()) {
            Some(ty) => ty,
            // The store keeps the types of its objects in use.
            None => unreachable!("a structure outlived its type"),
        }
    }

    /// The value of a field, those of less than 32 bits extended with zeros.
    ///
    /// # Errors
    /// If there is no such field.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn field(&self, store: impl AsContext, index: usize) -> Result<Val, Error> {
        let store = store.as_context();
        let (field, place, storage) = self.place(store.objects(), index)?;
        // SAFETY: the field lies there, and nobody writes to it while the store is borrowed.
        let slots = unsafe { storage.read(place) };
        Ok(Val::from_slots(field.storage().unpacked(), &slots, store.objects()))
    }

    /// Sets a field; of values for fields of less than 32 bits only the lowest bits count.
    ///
    /// # Errors
    /// If there is no such field, it is constant, or the value is not of its type.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn set_field(
        &self,
        mut store: impl AsContextMut,
        index: usize,
        value: Val,
    ) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let (field, place, storage) = self.place(objects, index)?;
        if field.mutability() == Mutability::Const {
            return Err(Error::usage(format!("field {index} is constant")));
        }
        value.expect(field.storage().unpacked(), objects)?;
        // SAFETY: the field lies there, and the store is borrowed mutably.
        unsafe { storage.write(place, value.to_slots(objects).as_ptr()) }
        Ok(())
    }

    /// A field's type, where it lies, and what as.
    #[track_caller]
    fn place(
        &self,
        objects: &Objects,
        index: usize,
    ) -> Result<(FieldType, *mut u8, Storage), Error> {
        let field = self.type_in(objects).and_then(|ty| ty.fields().get(index).copied());
        let place =
            self.reference.object(objects).zip(objects.heap()).and_then(|(object, heap)| {
                let Shape::Struct(shape) = heap.type_of(object).shape() else { return None };
                let &(offset, storage) = shape.fields().get(index)?;
                Some((heap.address(object).wrapping_add(offset as usize), storage))
            });
        match (field, place) {
            (Some(field), Some((place, storage))) => Ok((field, place, storage)),
            _ => Err(Error::usage(format!("the structure has no field {index}"))),
        }
    }

    #[track_caller]
    fn type_in(&self, objects: &Objects) -> Option<StructType> {
        let id = objects.heap()?.type_of(self.reference.object(objects)?).id()?;
        StructType::of(objects.engine(), id)
    }

    pub(super) fn of(reference: Reference) -> Self {
        Self { reference }
    }

    pub(super) fn reference(self) -> Reference {
        self.reference
    }
}
