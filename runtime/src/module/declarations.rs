//! Reading declarations (types, limits, imports, exports) from the decoder's form into ours.

use wasmparser::{ExternalKind, TypeRef};

use super::{Export, ExternIndex};
use crate::{
    error::Error,
    types::{FuncType, GlobalType, Mutability, RefType, TableType, ValType},
};

pub(super) fn func_type(ty: &wasmparser::FuncType) -> Result<FuncType, Error> {
    let convert = |types: &[wasmparser::ValType]| {
        types.iter().map(|&ty| val_type(ty)).collect::<Result<Vec<_>, Error>>()
    };
    Ok(FuncType::new(convert(ty.params())?, convert(ty.results())?))
}

pub(super) fn global_type(ty: wasmparser::GlobalType) -> Result<GlobalType, Error> {
    let mutability = if ty.mutable { Mutability::Var } else { Mutability::Const };
    Ok(GlobalType::new(val_type(ty.content_type)?, mutability))
}

pub(super) fn table_type(ty: wasmparser::TableType) -> Result<TableType, Error> {
    let element = RefType::from_parsed(ty.element_type).ok_or_else(unknown_type)?;
    Ok(TableType::from_parsed(element, ty))
}

pub(super) fn export(export: wasmparser::Export<'_>) -> Result<Export, Error> {
    let index = match export.kind {
        ExternalKind::Func => ExternIndex::Func(export.index),
        ExternalKind::Table => ExternIndex::Table(export.index),
        ExternalKind::Memory => ExternIndex::Memory(export.index),
        ExternalKind::Global => ExternIndex::Global(export.index),
        ExternalKind::Tag => ExternIndex::Tag(export.index),
        other @ ExternalKind::FuncExact => {
            return Err(Error::internal(format!("unexpected kind of export: {other:?}")));
        }
    };
    Ok(Export { name: export.name.into(), index })
}

pub(super) fn unexpected_import(ty: TypeRef) -> Error {
    Error::internal(format!("unexpected kind of import: {ty:?}"))
}

fn val_type(ty: wasmparser::ValType) -> Result<ValType, Error> {
    ValType::from_parsed(ty).ok_or_else(unknown_type)
}

/// Validation lets no other types pass with the features that can be switched on.
fn unknown_type() -> Error {
    Error::internal("a type of a feature that is off")
}
