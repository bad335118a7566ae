//! Initialising a new instance: element and data segments.

#![expect(unsafe_code, reason = "constant expressions are evaluated in the context block")]

use std::sync::Arc;

use super::{evaluate::Evaluator, initial_data};
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
    element_segments(objects, instance, &module)?;
    for (segment, element) in (0..).zip(&module.elements) {
        if let ElementMode::Active(table, offset) = &element.mode {
            let table = *table;
            let address = module.tables[table as usize].address();
            let offset = place(objects, instance, offset, address)?;
            let length = objects.instances[instance as usize].elements[segment as usize].len();
            objects.table_init(instance, table, segment, offset, 0, length as u32)?;
        }
        if !matches!(element.mode, ElementMode::Passive) {
            objects.elem_drop(instance, segment);
        }
    }
    initial_data::initialize(objects, instance, &module)
}

/// Evaluates the references of all element segments.
fn element_segments(
    objects: &mut Objects,
    instance: u32,
    module: &ModuleData,
) -> Result<(), Error> {
    let segments = module.elements.iter().map(|segment| match (&segment.mode, &segment.items) {
        (ElementMode::Declared, _) => Ok(Box::default()),
        (_, ElementItems::Functions(functions)) => functions
            .iter()
            .map(|&function| value(objects, instance, &ConstExpr::func(function)))
            .collect(),
        (_, ElementItems::Expressions(expressions)) => {
            expressions.iter().map(|expression| value(objects, instance, expression)).collect()
        }
    });
    let segments = segments.collect::<Result<_, Error>>()?;
    objects.instances[instance as usize].elements = segments;
    Ok(())
}

/// The value of a constant expression that is a reference or a number of one slot.
fn value(objects: &mut Objects, instance: u32, expr: &ConstExpr) -> Result<u64, Error> {
    if let Some([slot, _]) = expr.known() {
        return Ok(slot);
    }
    let instance = &objects.instances[instance as usize];
    let (module, context) = (Arc::clone(instance.module()), instance.context.as_ptr());
    // SAFETY: the context block is one of the module, filled in when it was allocated.
    let [slot, _] = unsafe { Evaluator::new(objects, &module, context) }.evaluate(expr)?;
    Ok(slot)
}

/// The value of a constant expression that says where a segment goes.
pub(super) fn place(
    objects: &mut Objects,
    instance: u32,
    expr: &ConstExpr,
    address: AddressType,
) -> Result<u64, Error> {
    Ok(address.of_slot(value(objects, instance, expr)?))
}
