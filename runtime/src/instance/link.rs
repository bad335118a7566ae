//! Whether what is given for a module's imports fits.

use crate::{
    error::{Error, ErrorKind},
    external::Extern,
    module::{Import, ModuleData},
    store::Objects,
    types::{ExternType, MemoryType, TableType},
};

/// Checks the values for a module's imports, in their order.
///
/// # Errors
/// The first that does not fit, or a wrong number of them.
///
/// # Panics
/// If one belongs to another store.
pub(super) fn check(
    objects: &Objects,
    module: &ModuleData,
    imports: &[Extern],
) -> Result<(), Error> {
    if imports.len() != module.imports.len() {
        let (expected, found) = (module.imports.len(), imports.len());
        return Err(Error::usage(format!("expected {expected} imports, found {found}")));
    }
    for (import, value) in module.imports.iter().zip(imports) {
        objects.id().check(value.store());
        let expected = module.extern_type(import.index);
        let found = value.type_in(objects);
        if !fits(&found, &expected) {
            return Err(incompatible(import, expected, found));
        }
    }
    Ok(())
}

fn incompatible(import: &Import, expected: ExternType, found: ExternType) -> Error {
    ErrorKind::IncompatibleImport {
        module: import.module.clone(),
        name: import.name.clone(),
        expected: expected.into(),
        found: found.into(),
    }
    .into()
}

/// Whether something of type `found`, sizes being those of the moment, can be imported as `expected`.
fn fits(found: &ExternType, expected: &ExternType) -> bool {
    match (found, expected) {
        (ExternType::Func(found), ExternType::Func(expected)) => found == expected,
        (ExternType::Global(found), ExternType::Global(expected)) => found == expected,
        (ExternType::Tag(found), ExternType::Tag(expected)) => found == expected,
        (ExternType::Table(found), ExternType::Table(expected)) => {
            let limits = |ty: &TableType| (ty.minimum(), ty.maximum());
            found.element() == expected.element()
                && found.address() == expected.address()
                && limits_fit(limits(found), limits(expected))
        }
        (ExternType::Memory(found), ExternType::Memory(expected)) => {
            let limits = |ty: &MemoryType| (ty.minimum(), ty.maximum());
            found.same_kind(expected) && limits_fit(limits(found), limits(expected))
        }
        _ => false,
    }
}

fn limits_fit(found: (u64, Option<u64>), expected: (u64, Option<u64>)) -> bool {
    found.0 >= expected.0
        && match (found.1, expected.1) {
            (_, None) => true,
            (Some(found), Some(expected)) => found <= expected,
            (None, Some(_)) => false,
        }
}
