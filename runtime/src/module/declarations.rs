//! Reading declarations (limits, imports, exports) from the decoder's form into ours.

use wasmparser::{ExternalKind, TypeRef};

use super::{
    Export, ExternIndex,
    type_section::{ref_type, val_type},
};
use crate::{
    engine::RegisteredTypes,
    error::Error,
    types::{GlobalType, Mutability, TableType},
};

pub(super) fn global_type(
    types: &RegisteredTypes,
    ty: wasmparser::GlobalType,
) -> Result<GlobalType, Error> {
    let mutability = if ty.mutable { Mutability::Var } else { Mutability::Const };
    Ok(GlobalType::new(val_type(types, ty.content_type)?, mutability))
}

pub(super) fn table_type(
    types: &RegisteredTypes,
    ty: wasmparser::TableType,
) -> Result<TableType, Error> {
    Ok(TableType::from_parsed(ref_type(types, ty.element_type)?, ty))
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
