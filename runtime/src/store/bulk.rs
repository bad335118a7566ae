//! Bulk operations on the memories and tables of an instance.
//!
//! Indices are those of the instance's module, which validation has checked; offsets and lengths
//! are the guest's, and are checked here before anything is changed.

use super::Objects;
use crate::trap::TrapCode;

impl Objects {
    /// Copies a part of a data segment into a memory.
    pub(crate) fn memory_init(
        &mut self,
        instance: u32,
        memory: u32,
        segment: u32,
        target: u64,
        source: u32,
        length: u32,
    ) -> Result<(), TrapCode> {
        let supervisor = self.supervisor();
        let instance = &self.instances[instance as usize];
        let source = part(instance.data_segment(segment), source.into(), length)
            .ok_or(TrapCode::MemoryOutOfBounds)?;
        let memory = instance.memories[memory as usize];
        let target = part_mut(self.memories[memory as usize].bytes_mut(), target, length)
            .ok_or(TrapCode::MemoryOutOfBounds)?;
        supervisor.copy(target, source)
    }

    /// Makes a data segment empty.
    pub(crate) fn data_drop(&mut self, instance: u32, segment: u32) {
        self.instances[instance as usize].dropped_data[segment as usize] = true;
    }

    /// Copies a part of an element segment into a table.
    pub(crate) fn table_init(
        &mut self,
        instance: u32,
        table: u32,
        segment: u32,
        target: u64,
        source: u32,
        length: u32,
    ) -> Result<(), TrapCode> {
        let supervisor = self.supervisor();
        let instance = &self.instances[instance as usize];
        let segment = &instance.elements[segment as usize];
        let source = part(segment, source.into(), length).ok_or(TrapCode::TableOutOfBounds)?;
        let table = instance.tables[table as usize];
        let elements = self.tables[table as usize].table.get_mut().elements_mut();
        let target = part_mut(elements, target, length).ok_or(TrapCode::TableOutOfBounds)?;
        supervisor.copy(target, source)
    }

    /// Makes an element segment empty.
    pub(crate) fn elem_drop(&mut self, instance: u32, segment: u32) {
        self.instances[instance as usize].elements[segment as usize] = Box::default();
    }

    /// Copies a part of a table into a table, maybe the same one; the parts may overlap.
    pub(crate) fn table_copy(
        &mut self,
        instance: u32,
        [target_table, source_table]: [u32; 2],
        target: u64,
        source: u64,
        length: u32,
    ) -> Result<(), TrapCode> {
        let supervisor = self.supervisor();
        let tables = &self.instances[instance as usize].tables;
        let (target_table, source_table) =
            (tables[target_table as usize] as usize, tables[source_table as usize] as usize);
        if target_table == source_table {
            let elements = self.tables[target_table].table.get_mut().elements_mut();
            let source = range(elements.len(), source, length).ok_or(TrapCode::TableOutOfBounds)?;
            let target = range(elements.len(), target, length).ok_or(TrapCode::TableOutOfBounds)?;
            return supervisor.copy_within(elements, source, target.start);
        }
        let Ok([target_table, source_table]) =
            self.tables.get_disjoint_mut([target_table, source_table])
        else {
            return Err(TrapCode::TableOutOfBounds);
        };
        let source = part(source_table.table.get().elements(), source, length)
            .ok_or(TrapCode::TableOutOfBounds)?;
        let target = part_mut(target_table.table.get_mut().elements_mut(), target, length)
            .ok_or(TrapCode::TableOutOfBounds)?;
        supervisor.copy(target, source)
    }

    /// Sets a part of a table to a value.
    pub(crate) fn table_fill(
        &mut self,
        instance: u32,
        table: u32,
        target: u64,
        value: u64,
        length: u32,
    ) -> Result<(), TrapCode> {
        let supervisor = self.supervisor();
        let table = self.instances[instance as usize].tables[table as usize];
        let elements = self.tables[table as usize].table.get_mut().elements_mut();
        let target = part_mut(elements, target, length).ok_or(TrapCode::TableOutOfBounds)?;
        supervisor.fill(target, value)
    }
}

/// The range of `length` items from `start` on, if all are among the first `count`.
fn range(count: usize, start: u64, length: u32) -> Option<std::ops::Range<usize>> {
    let end = start.checked_add(length.into())?;
    (end <= count as u64).then_some(start as usize..end as usize)
}

/// The `length` items from `start` on, if there are so many.
pub(super) fn part<T>(items: &[T], start: u64, length: u32) -> Option<&[T]> {
    range(items.len(), start, length).map(|range| &items[range])
}

fn part_mut<T>(items: &mut [T], start: u64, length: u32) -> Option<&mut [T]> {
    range(items.len(), start, length).map(|range| &mut items[range])
}
