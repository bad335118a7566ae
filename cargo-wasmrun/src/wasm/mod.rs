//! A WebAssembly module, looked at without running it: what is in it, what is wrong with it, who provides its imports.

mod demangle;
mod difference;
mod error;
mod faults;
mod features;
mod file;
mod names;
mod operators;
mod package;
mod providers;
mod read;
mod summary;
mod types;

pub use demangle::demangle;
pub use difference::{Change, Difference, growth};
pub use error::{Error, Fragment};
pub use faults::{Fault, faults};
pub use features::{Feature, Features};
pub use file::WasmFile;
pub use package::{PackageSize, packages};
pub use providers::{Host, ProvidedImport, Providers};
pub use summary::{
    Bytes, Export, Function, Import, Kind, Object, Producer, Section, Segments, Summary,
};
