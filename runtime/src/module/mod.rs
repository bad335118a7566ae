//! Modules: decoded, validated as a whole, and ready to be instantiated.

mod binary;
mod border;
mod code_map;
mod const_expr;
mod data;
mod declarations;
mod decode;
mod function_bodies;
mod known;
mod leb128;
mod names;
pub(crate) mod parallel;
mod payloads;
mod read_file;
mod reader;
mod segments;
mod type_section;
mod unsupported;

use std::{fmt, sync::Arc};

pub use binary::ModuleBinary;
pub(crate) use border::{Export, ExternIndex, Import};
pub use border::{ExportType, ImportType};
pub(crate) use const_expr::{ConstExpr, ConstStep};
pub(crate) use data::ModuleData;
pub(crate) use segments::{DataSegment, DataTarget, ElementItems, ElementMode, ElementSegment};

use self::decode::{Validity, decode};
use crate::{engine::Engine, error::Error};

/// A WebAssembly module, validated and ready to be instantiated.
///
/// Cheap to clone, and usable from several threads at once: all instances, in whatever store, share
/// the code.
///
/// ```
/// use wasmrun_runtime::{Engine, Module};
///
/// let wasm = wat::parse_str(r#"(module $doors (func (export "knock") (param i32)))"#)?;
/// let module = Module::new(&Engine::default(), &wasm)?;
/// assert_eq!(module.name(), Some("doors"));
/// let export = module.exports().next().unwrap();
/// assert_eq!((export.name(), export.ty().to_string().as_str()), ("knock", "function (i32) -> ()"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Module {
    data: Arc<ModuleData>,
}

impl Module {
    /// Decodes and validates a module in the binary format.
    ///
    /// The whole module is checked here, so that no code of an invalid module ever runs. The bytes
    /// are not kept; what is needed later is copied. See [`ModuleBinary`] for what is not in memory yet.
    ///
    /// # Errors
    /// If the bytes are not a valid module, or need a feature that is off or not supported; with
    /// [`Config::translate_eagerly`](crate::Config::translate_eagerly) also if a function needs more
    /// room than a frame can have.
    pub fn new(engine: &Engine, bytes: &[u8]) -> Result<Self, Error> {
        let binary = ModuleBinary::read(bytes)
            .map_err(|error| Error::limit(format!("cannot keep the module: {error}")))?;
        Self::from_binary(engine, binary)
    }

    /// Decodes and validates a module that has been read already, keeping its bytes.
    ///
    /// # Errors
    /// As [`Module::new`].
    pub fn from_binary(engine: &Engine, binary: ModuleBinary) -> Result<Self, Error> {
        Self::decode(engine, binary, Validity::Unknown)
    }

    fn decode(engine: &Engine, binary: ModuleBinary, validity: Validity) -> Result<Self, Error> {
        let features = engine.config().features();
        let binary = Arc::new(binary);
        let data = decode(engine, &binary, validity).map_err(|error| {
            let error = unsupported::explain(error, binary.as_bytes(), features);
            error.map_offset(|offset| binary.original_offset(offset as u64) as usize)
        })?;
        if engine.config().translates_eagerly() {
            data.translate_all()?;
        }
        Ok(Self { data: Arc::new(data) })
    }

    /// Checks that the bytes are a valid module, without making one.
    ///
    /// # Errors
    /// As [`Module::new`].
    pub fn validate(engine: &Engine, bytes: &[u8]) -> Result<(), Error> {
        Self::new(engine, bytes).map(drop)
    }

    /// Whether two handles are of one module. Modules that were decoded from the same bytes one
    /// after the other are two.
    pub fn same(a: &Self, b: &Self) -> bool {
        Arc::ptr_eq(&a.data, &b.data)
    }

    /// The name the module gives itself in its name section.
    pub fn name(&self) -> Option<&str> {
        self.data.names.module()
    }

    /// What the module needs, in the order of its imports.
    pub fn imports(&self) -> impl ExactSizeIterator<Item = ImportType<'_>> {
        self.data.imports.iter().map(|import| ImportType::new(&self.data, import))
    }

    /// The two names of every import.
    pub(crate) fn import_names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.data.imports.iter().map(|import| (&*import.module, &*import.name))
    }

    /// What the module offers, in the order of its exports.
    pub fn exports(&self) -> impl ExactSizeIterator<Item = ExportType<'_>> {
        self.data.exports.iter().map(|export| ExportType::new(&self.data, export))
    }

    /// The export of this name.
    pub fn get_export(&self, name: &str) -> Option<ExportType<'_>> {
        self.data.export(name).map(|export| ExportType::new(&self.data, export))
    }

    /// The engine the module was made with.
    pub fn engine(&self) -> &Engine {
        &self.data.engine
    }

    /// Another handle to the same module.
    pub(crate) fn from_data(data: &Arc<ModuleData>) -> Self {
        Self { data: Arc::clone(data) }
    }

    pub(crate) fn data(&self) -> &Arc<ModuleData> {
        &self.data
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module").field("name", &self.name()).finish_non_exhaustive()
    }
}
