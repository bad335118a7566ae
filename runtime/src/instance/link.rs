//! Whether what is given for a module's imports fits.

use crate::{
    engine::Engine,
    error::{Error, ErrorKind},
    external::Extern,
    func::HostFunction,
    module::{ExternIndex, Import, ModuleData},
    store::Objects,
    types::{ExternType, MemoryType, Mutability, TableType},
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
        if !value_fits(objects, module, value, import.index) {
            let expected = module.extern_type(import.index);
            return Err(incompatible(import, expected, value.type_in(objects)));
        }
    }
    Ok(())
}

/// Checks a host function of the module's engine for an import, without a store.
///
/// # Errors
/// If it does not fit.
pub(crate) fn check_host_function(
    module: &ModuleData,
    import: &Import,
    function: &HostFunction,
) -> Result<(), Error> {
    let fits = match import.index {
        ExternIndex::Func(index) => {
            let expected = module.declared_function_type(index).id();
            module.engine.is_subtype(function.type_id(), expected)
        }
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let expected = module.extern_type(import.index);
    Err(incompatible(import, expected, ExternType::Func(function.ty().clone())))
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

/// Whether something of type `found`, sizes being those of the moment, can be imported as
/// `expected`. (Functions and tags are compared by the types that they were
/// declared with.)
fn fits(engine: &Engine, found: &ExternType, expected: &ExternType) -> bool {
    match (found, expected) {
        (ExternType::Global(found), ExternType::Global(expected)) => {
            let (content, wanted) = (found.content(), expected.content());
            found.mutability() == expected.mutability()
                && match expected.mutability() {
                    Mutability::Const => engine.matches(content, wanted),
                    Mutability::Var => content == wanted,
                }
        }
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

/// Whether a value can be imported by a module at `index`.
fn value_fits(objects: &Objects, module: &ModuleData, value: &Extern, index: ExternIndex) -> bool {
    match (value, index) {
        (Extern::Func(func), ExternIndex::Func(index)) => {
            let expected = module.declared_function_type(index).id();
            objects.engine().is_subtype(func.type_id(objects), expected)
        }
        (Extern::Tag(tag), ExternIndex::Tag(index)) => {
            tag.declared_in(objects) == module.declared_tag_type(index)
        }
        _ => fits(objects.engine(), &value.type_in(objects), &module.extern_type(index)),
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
