//! Initialising a new instance: element and data segments.

#![expect(unsafe_code, reason = "constant expressions are evaluated in the context block")]

use std::sync::Arc;

use super::{InstanceData, allocate::evaluate};
use crate::{
    error::Error,
    module::{ConstExpr, ElementItems, ElementMode, ModuleData},
    store::Objects,
    types::AddressType,
};

/// Evaluates the element segments, and copies those segments that are active.
///
/// # Errors
/// A trap if a segment does not fit. What was copied before stays, as the specification says, since
/// others may see it.
pub(super) fn initialize(objects: &mut Objects, instance: u32) -> Result<(), Error> {
    let module = Arc::clone(objects.instances[instance as usize].module());
    element_segments(objects, instance, &module);
    for (segment, element) in (0..).zip(&module.elements) {
        if let ElementMode::Active(table, offset) = &element.mode {
            let table = *table;
            let address = module.tables[table as usize].address();
            let offset = objects.instances[instance as usize].offset(offset, address);
            let length = objects.instances[instance as usize].elements[segment as usize].len();
            objects.table_init(instance, table, segment, offset, 0, length as u32)?;
        }
        if !matches!(element.mode, ElementMode::Passive) {
            objects.elem_drop(instance, segment);
        }
    }
    expect_data(objects, instance, &module);
    for (segment, data) in (0..).zip(&module.data) {
        if let Some((memory, offset)) = &data.target {
            let memory = *memory;
            let address = module.memories[memory as usize].address();
            let offset = objects.instances[instance as usize].offset(offset, address);
            let length = data.bytes.len() as u32;
            objects.memory_init(instance, memory, segment, offset, 0, length)?;
            objects.data_drop(instance, segment);
        }
    }
    Ok(())
}

/// Prepares memory 0 for the active segments if they fill a large part of it, so that every page
/// need not be asked for by itself.
fn expect_data(objects: &mut Objects, instance: u32, module: &ModuleData) {
    let instance = &objects.instances[instance as usize];
    let (mut start, mut end, mut filled) = (u64::MAX, 0, 0);
    for data in &module.data {
        let Some((0, offset)) = &data.target else { continue };
        let offset = instance.offset(offset, module.memories[0].address());
        let length = data.bytes.len() as u64;
        start = start.min(offset);
        end = end.max(offset.saturating_add(length));
        filled += length;
    }
    // Where little is filled, large pages would only take more memory.
    if filled > 0 && end.saturating_sub(start) <= filled.saturating_mul(2) {
        let memory = &objects.memories[instance.memories[0] as usize].memory;
        memory.prefer_huge_pages(start, end.min(memory.length()));
    }
}

/// Evaluates the references of all element segments.
fn element_segments(objects: &mut Objects, instance: u32, module: &ModuleData) {
    let instance = &mut objects.instances[instance as usize];
    instance.elements = module
        .elements
        .iter()
        .map(|segment| match (&segment.mode, &segment.items) {
            (ElementMode::Declared, _) => Box::default(),
            (_, ElementItems::Functions(functions)) => functions
                .iter()
                .map(|&function| instance.value(&ConstExpr::func(function)))
                .collect(),
            (_, ElementItems::Expressions(expressions)) => {
                expressions.iter().map(|expression| instance.value(expression)).collect()
            }
        })
        .collect();
}

impl InstanceData {
    /// The value of a constant expression that is a reference or a number of one slot.
    fn value(&self, expr: &ConstExpr) -> u64 {
        // SAFETY: the context block is one of the module, filled in when it was allocated.
        let [slot, _] = unsafe { evaluate(self.module(), self.context.as_ptr(), expr) };
        slot
    }

    /// The value of a constant expression that says where a segment goes.
    fn offset(&self, expr: &ConstExpr, address: AddressType) -> u64 {
        address.of_slot(self.value(expr))
    }
}
