//! What a program's module is linked with: WASI, and the modules that the user provides.

use wasmrun_runtime::wasi::{self, WasiCtx};
use wasmrun_runtime::{Frame, ImportType, Instance, Linker, Module, Store};

use super::load::{load_in, read};
use super::missing;
use super::program::Preload;
use super::{Error, Program};

/// A module of a program, and its instance if there is one yet.
#[derive(Debug)]
pub(super) struct Loaded {
    /// What to call it in messages.
    pub(super) name: String,
    pub(super) module: Module,
    pub(super) instance: Option<Instance>,
}

impl Loaded {
    /// Whether a frame is of a function of this module.
    pub(super) fn is_of(&self, frame: &Frame) -> bool {
        Module::same(&self.module, &frame.module())
    }
}

/// What a module is given of WASI.
pub(super) fn wasi_for(module: &Module) -> Result<Linker<WasiCtx>, Error> {
    let mut linker = Linker::new(module.engine());
    // What a user provides goes before what we would.
    linker.allow_shadowing(true);
    add_wasi(&mut linker, module)?;
    Ok(linker)
}

fn add_wasi(linker: &mut Linker<WasiCtx>, module: &Module) -> Result<(), Error> {
    wasi::add_imports_to_linker(linker, module, |context: &mut WasiCtx| context).map_err(set_up)
}

fn set_up(source: wasmrun_runtime::Error) -> Error {
    Error::Setup(Box::new(source))
}

/// What a module imports and a program is not given here.
pub fn missing_imports(module: &Module) -> Result<Vec<ImportType<'_>>, Error> {
    Ok(wasi_for(module)?.missing_imports(module))
}

/// Fails if there is no one to provide an import of `module`.
pub(super) fn check_imports(
    linker: &Linker<WasiCtx>,
    module: &Module,
    name: &str,
) -> Result<(), Error> {
    let imports = linker.missing_imports(module);
    if imports.is_empty() {
        return Ok(());
    }
    let words = |import: &ImportType<'_>| {
        format!("{} `{}` of `{}`", import.ty().kind(), import.name(), import.module())
    };
    Err(Error::MissingImports {
        name: name.to_owned(),
        imports: imports.iter().map(words).collect(),
        hints: missing::hints(&imports),
    })
}

/// What `module` is linked with, and the modules that the user provides, which run already.
pub(super) fn link(
    store: &mut Store<WasiCtx>,
    module: &Module,
    program: &Program,
) -> Result<(Linker<WasiCtx>, Vec<Loaded>), Failed> {
    let mut linker = wasi_for(module)?;
    let mut loaded = Vec::new();
    for Preload { file, .. } in &program.preloads {
        let name = file.to_string_lossy().into_owned();
        let module = load_in(module.engine(), read(file, None)?, &name)?;
        add_wasi(&mut linker, &module)?;
        loaded.push(Loaded { name, module, instance: None });
    }
    for (Preload { name, .. }, one) in program.preloads.iter().zip(&mut loaded) {
        check_imports(&linker, &one.module, &one.name)?;
        let instance = linker.instantiate(&mut *store, &one.module)?;
        if let Some(initialize) = instance.get_func(&*store, "_initialize") {
            initialize.call(&mut *store, &[], &mut [])?;
        }
        linker.instance(&*store, name, instance).map_err(set_up)?;
        one.instance = Some(instance);
    }
    Ok((linker, loaded))
}

/// Why a module could not be linked or started.
pub(super) enum Failed {
    /// For a reason of the guest's.
    Guest(wasmrun_runtime::Error),
    /// For one of ours, or of the user's.
    Host(Error),
}

impl From<wasmrun_runtime::Error> for Failed {
    fn from(error: wasmrun_runtime::Error) -> Self {
        Self::Guest(error)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Host(error)
    }
}
