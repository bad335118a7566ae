//! Tables.

use std::ops::Range;

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

    /// Sets `length` elements from `start` on to `value`.
    ///
    /// # Errors
    /// If the table ends before, or the value is not of the table's type; it is unchanged then.
    pub fn fill(
        &self,
        mut store: impl AsContextMut,
        start: u64,
        value: Val,
        length: u64,
    ) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let slot = self.element_to_slot(objects, value)?;
        let range = self.range(objects, start, length)?;
        let table = self.handle.index_in(objects.id());
        objects.tables[table].table.get_mut().elements_mut()[range].fill(slot);
        Ok(())
    }

    /// Copies `length` elements from `source_start` of the table `source` on to `target_start` of
    /// `target`, which may be the same table, and the ranges may overlap.
    ///
    /// ```
    /// use wasmrun_runtime::{Engine, Func, RefType, Store, Table, TableType, Val};
    ///
    /// let mut store = Store::new(&Engine::default(), ());
    /// let table = Table::new(&mut store, TableType::new(RefType::FUNCREF, 8, None), Val::FuncRef(None))?;
    /// let func = Func::wrap(&mut store, || 7i32);
    /// table.fill(&mut store, 0, func.into(), 2)?;
    /// Table::copy(&mut store, &table, 1, &table, 0, 2)?;
    /// let filled = (0..8).filter(|&index| table.get(&store, index).unwrap().func_ref().is_some());
    /// assert_eq!(filled.count(), 3);
    /// assert!(Table::copy(&mut store, &table, 7, &table, 0, 2).is_err());
    /// # Ok::<(), wasmrun_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// If either table ends before, or the elements of `source` are not of the type of those of
    /// `target`; nothing is changed then.
    pub fn copy(
        mut store: impl AsContextMut,
        target: &Self,
        target_start: u64,
        source: &Self,
        source_start: u64,
        length: u64,
    ) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let (expected, found) = (target.object(objects).ty, source.object(objects).ty);
        if !objects.engine().ref_matches(found.element(), expected.element()) {
            let (expected, found) = (expected.element(), found.element());
            return Err(Error::usage(format!(
                "expected elements of type {expected}, found {found}"
            )));
        }
        let from = source.range(objects, source_start, length)?;
        let to = target.range(objects, target_start, length)?;
        let [target, source] = [target, source].map(|table| table.handle.index_in(objects.id()));
        match objects.tables.get_disjoint_mut([target, source]) {
            Ok([target, source]) => target.table.get_mut().elements_mut()[to]
                .copy_from_slice(&source.table.get().elements()[from]),
            // They are the same.
            Err(_) => {
                objects.tables[target].table.get_mut().elements_mut().copy_within(from, to.start);
            }
        }
        Ok(())
    }

    /// The range of `length` elements from `start` on, if there are so many.
    fn range(&self, objects: &Objects, start: u64, length: u64) -> Result<Range<usize>, Error> {
        let size = self.object(objects).size();
        match start.checked_add(length) {
            Some(end) if end <= size => Ok(start as usize..end as usize),
            _ => Err(Error::usage(format!(
                "{length} elements at {start} are not all within the table of {size}"
            ))),
        }
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
