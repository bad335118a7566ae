//! Types as people read them.

use std::fmt::Write as _;

use wasmparser::{
    AbstractHeapType, CompositeInnerType, FuncType, GlobalType, HeapType, MemoryType, SubType,
    TableType, ValType,
};

use super::{Feature, Features};

/// Adds the features that a value of this type needs.
pub(super) fn features_of(ty: ValType, features: &mut Features) {
    use AbstractHeapType as Heap;
    match ty {
        ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64 => {}
        ValType::V128 => features.insert(Feature::Simd),
        ValType::Ref(reference) => features.insert(match reference.heap_type() {
            HeapType::Abstract { ty: Heap::Func | Heap::Extern, .. } if reference.is_nullable() => {
                Feature::ReferenceTypes
            }
            HeapType::Abstract { ty: Heap::Exn | Heap::NoExn, .. } => Feature::Exceptions,
            HeapType::Abstract { ty: Heap::Func | Heap::Extern, .. }
            | HeapType::Concrete(_)
            | HeapType::Exact(_) => Feature::FunctionReferences,
            HeapType::Abstract { .. } => Feature::GarbageCollection,
        }),
    }
}

/// `(i32, i64) -> f32`.
pub(super) fn function(ty: &FuncType) -> String {
    let mut text = format!("({})", list(ty.params()));
    match ty.results() {
        [] => {}
        [one] => drop(write!(text, " -> {one}")),
        several => drop(write!(text, " -> ({})", list(several))),
    }
    text
}

/// The type of a function, if `ty` is one.
pub(super) fn as_function(ty: &SubType) -> Option<&FuncType> {
    match &ty.composite_type.inner {
        CompositeInnerType::Func(function) => Some(function),
        _ => None,
    }
}

fn list(types: &[ValType]) -> String {
    let types: Vec<String> = types.iter().map(ToString::to_string).collect();
    types.join(", ")
}

/// `1..4 pages`, `1.. pages of 1 byte, 64 bits, shared`.
pub(super) fn memory(ty: &MemoryType) -> String {
    let mut text = format!("{} pages", limits(ty.initial, ty.maximum));
    if let Some(log2) = ty.page_size_log2 {
        let _ = write!(text, " of {} bytes", 1_u64 << log2);
    }
    if ty.memory64 {
        text.push_str(", 64 bits");
    }
    if ty.shared {
        text.push_str(", shared");
    }
    text
}

/// `10..20 funcref`.
pub(super) fn table(ty: &TableType) -> String {
    let mut text = format!("{} {}", limits(ty.initial, ty.maximum), ty.element_type);
    if ty.table64 {
        text.push_str(", 64 bits");
    }
    text
}

/// `i32` or `mut i32`.
pub(super) fn global(ty: &GlobalType) -> String {
    let mutable = if ty.mutable { "mut " } else { "" };
    format!("{mutable}{}", ty.content_type)
}

fn limits(minimum: u64, maximum: Option<u64>) -> String {
    match maximum {
        Some(maximum) => format!("{minimum}..{maximum}"),
        None => format!("{minimum}.."),
    }
}
