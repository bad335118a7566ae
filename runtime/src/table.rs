//! Tables.

use crate::{
    error::Error,
    store::{AsContext, AsContextMut, Handle, Objects, TableObject},
    types::TableType,
    value::Val,
};

/// A table of a store.
///
/// ```
/// use wasmrun_runtime::{Engine, Func, RefType, Store, Table, TableType, Val};
///
/// let mut store = Store::new(&Engine::default(), ());
/// let table = Table::new(&mut store, TableType::new(RefType::FUNCREF, 1, Some(2)), Val::FuncRef(None))?;
/// let func = Func::wrap(&mut store, || 7i32);
/// table.set(&mut store, 0, func.into())?;
/// assert_eq!(table.grow(&mut store, 1, Val::FuncRef(None))?, 1);
/// assert!(table.grow(&mut store, 1, Val::FuncRef(None)).is_err());
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    handle: Handle,
}

impl Table {
    /// A table of its least size, all elements being `value`.
    ///
    /// # Errors
    /// If the value is not of the table's type, or the table exceeds the store's limits.
    pub fn new(mut store: impl AsContextMut, ty: TableType, value: Val) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        value.expect(ty.element().into(), objects)?;
        let [slot, _] = value.to_slots(objects);
        let index = objects.new_table(ty)?;
        objects.tables[index as usize].table.get_mut().elements_mut().fill(slot);
        Ok(Self::from_index(objects, index))
    }

    /// The table's type; its least size is the size of the moment.
    pub fn ty(&self, store: impl AsContext) -> TableType {
        self.type_in(store.as_context().objects())
    }

    /// The number of elements.
    pub fn size(&self, store: impl AsContext) -> u64 {
        self.object(store.as_context().objects()).size()
    }

    /// The element at `index`, or `None` beyond the end.
    pub fn get(&self, store: impl AsContext, index: u64) -> Option<Val> {
        let store = store.as_context();
        let table = self.object(store.objects());
        let slot = *table.table.get().elements().get(usize::try_from(index).ok()?)?;
        Some(Val::from_slots(table.ty.element().into(), &[slot], store.objects()))
    }

    /// Sets the element at `index`.
    ///
    /// # Errors
    /// If the index is beyond the end, or the value is not of the table's type.
    pub fn set(&self, mut store: impl AsContextMut, index: u64, value: Val) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let slot = self.element_to_slot(objects, value)?;
        let table = self.handle.index_in(objects.id());
        let elements = objects.tables[table].table.get_mut().elements_mut();
        let element = usize::try_from(index).ok().and_then(|index| elements.get_mut(index));
        *element.ok_or_else(|| Error::usage(format!("the table has no element {index}")))? = slot;
        Ok(())
    }

    /// Appends `delta` elements and returns the old size.
    ///
    /// # Errors
    /// If the table may not become so large, or the value is not of the table's type.
    pub fn grow(&self, mut store: impl AsContextMut, delta: u64, value: Val) -> Result<u64, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let slot = self.element_to_slot(objects, value)?;
        let index = self.handle.index_in(objects.id());
        objects
            .grow_table(index, delta, slot)
            .ok_or_else(|| Error::limit(format!("the table cannot grow by {delta} elements")))
    }

    fn element_to_slot(&self, objects: &Objects, value: Val) -> Result<u64, Error> {
        value.expect(self.object(objects).ty.element().into(), objects)?;
        let [slot, _] = value.to_slots(objects);
        Ok(slot)
    }

    pub(crate) fn from_index(objects: &Objects, index: u32) -> Self {
        Self { handle: Handle::new(objects.id(), index) }
    }

    pub(crate) fn handle(&self) -> Handle {
        self.handle
    }

    pub(crate) fn type_in(&self, objects: &Objects) -> TableType {
        let table = self.object(objects);
        table.ty.with_minimum(table.size())
    }

    #[track_caller]
    fn object<'a>(&self, objects: &'a Objects) -> &'a TableObject {
        &objects.tables[self.handle.index_in(objects.id())]
    }
}
