//! What running code asks of its store: growing, copying and dropping, and calls of the host.
//!
//! All functions here take the context of the instance that asks.

#![expect(unsafe_code, reason = "running code knows its store only as a raw pointer")]

use super::Objects;
use crate::{trap::TrapCode, vm::Context};

pub(crate) use super::exceptions::{forget_thrown, reference_to_thrown, throw_failure, uncaught};
pub(crate) use super::trace::{began, call_host_traced};
pub(crate) use crate::func::{call_host, is_function_of};

/// What growing returns when it fails.
const FAILED: u64 = u64::MAX;

/// The store an instance lives in, and the instance's index.
///
/// # Safety
/// The context must be that of an instance of the store that is running, and the result must be
/// given up before code goes on.
pub(crate) unsafe fn objects<'a>(context: *mut Context) -> (&'a mut Objects, u32) {
    // SAFETY: contexts and runtimes live as long as their store; while code runs, `store` points to
    // the contents of the store, which come from a mutable borrow, and whose objects come first.
    unsafe {
        let objects = (*(*context).runtime).store.cast::<Objects>();
        (&mut *objects, (*context).instance as u32)
    }
}

/// Appends pages to a memory; returns its old size, or `u64::MAX` if that cannot be.
///
/// # Safety
/// As for all functions here, the context must be that of an instance of the store that is running.
pub(crate) unsafe fn memory_grow(context: *mut Context, memory: u32, delta: u64) -> u64 {
    // SAFETY: guaranteed by the caller.
    let (objects, instance) = unsafe { objects(context) };
    let memory = objects.instances[instance as usize].memories[memory as usize];
    objects.grow_memory(memory as usize, delta).unwrap_or(FAILED)
}

/// Copies a part of a data segment into a memory.
///
/// # Safety
/// As for [`memory_grow`].
pub(crate) unsafe fn memory_init(
    context: *mut Context,
    memory: u32,
    segment: u32,
    target: u64,
    source: u32,
    length: u32,
) -> Result<(), TrapCode> {
    // SAFETY: guaranteed by the caller.
    let (objects, instance) = unsafe { objects(context) };
    objects.memory_init(instance, memory, segment, target, source, length)
}

/// Makes a data segment empty.
///
/// # Safety
/// As for [`memory_grow`].
pub(crate) unsafe fn data_drop(context: *mut Context, segment: u32) {
    // SAFETY: guaranteed by the caller.
    let (objects, instance) = unsafe { objects(context) };
    objects.data_drop(instance, segment);
}

/// Appends elements to a table; puts its old size, or `u64::MAX` if that cannot be, into a slot.
///
/// # Safety
/// As for [`memory_grow`], and the slot must be one of the running function.
pub(crate) unsafe fn table_grow(
    context: *mut Context,
    table: u32,
    delta: u32,
    value: u64,
    slot: *mut u64,
) -> Result<(), TrapCode> {
    // SAFETY: guaranteed by the caller.
    let (objects, instance) = unsafe { objects(context) };
    let table = objects.instances[instance as usize].tables[table as usize];
    let old = objects.grow_table(table as usize, delta.into(), value);
    // SAFETY: the same.
    unsafe { *slot = old.unwrap_or(FAILED) }
    // What cannot be costs nothing, so that it is known only now.
    if old.is_some() { objects.supervisor().pay::<u64>(delta as usize) } else { Ok(()) }
}

/// Copies a part of an element segment into a table.
///
/// # Safety
/// As for [`memory_grow`].
pub(crate) unsafe fn table_init(
    context: *mut Context,
    table: u32,
    segment: u32,
    target: u64,
    source: u32,
    length: u32,
) -> Result<(), TrapCode> {
    // SAFETY: guaranteed by the caller.
    let (objects, instance) = unsafe { objects(context) };
    objects.table_init(instance, table, segment, target, source, length)
}

/// Makes an element segment empty.
///
/// # Safety
/// As for [`memory_grow`].
pub(crate) unsafe fn elem_drop(context: *mut Context, segment: u32) {
    // SAFETY: guaranteed by the caller.
    let (objects, instance) = unsafe { objects(context) };
    objects.elem_drop(instance, segment);
}

/// Copies a part of a table into a table.
///
/// # Safety
/// As for [`memory_grow`].
pub(crate) unsafe fn table_copy(
    context: *mut Context,
    target_table: u32,
    source_table: u32,
    target: u64,
    source: u64,
    length: u32,
) -> Result<(), TrapCode> {
    // SAFETY: guaranteed by the caller.
    let (objects, instance) = unsafe { objects(context) };
    objects.table_copy(instance, [target_table, source_table], target, source, length)
}

/// Sets a part of a table to a value.
///
/// # Safety
/// As for [`memory_grow`].
pub(crate) unsafe fn table_fill(
    context: *mut Context,
    table: u32,
    target: u64,
    value: u64,
    length: u32,
) -> Result<(), TrapCode> {
    // SAFETY: guaranteed by the caller.
    let (objects, instance) = unsafe { objects(context) };
    objects.table_fill(instance, table, target, value, length)
}
