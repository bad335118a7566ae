//! A fast WebAssembly interpreter, made to be embedded.
//!
//! Runs all of WebAssembly 3.0, and threads' atomics, wide arithmetic, custom page sizes and legacy
//! exceptions besides. A module is decoded and validated as a whole, then instantiated in a [`Store`] any number of times; its
//! functions are translated to an internal code when they are first called. The interpreter uses no
//! native stack for the guest's calls.
//!
//! ```
//! use wasmrun_runtime::{Engine, Error, Linker, Module, Store};
//!
//! let wasm = wat::parse_str(
//!     r#"(module
//!         (import "host" "print" (func $print (param i32)))
//!         (func (export "greet") (param $times i32)
//!             (loop $again
//!                 (call $print (local.get $times))
//!                 (br_if $again
//!                     (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))))"#,
//! )?;
//!
//! let engine = Engine::default();
//! let module = Module::new(&engine, &wasm)?;
//!
//! let mut linker = Linker::new(&engine);
//! linker.func_wrap("host", "print", |mut caller: wasmrun_runtime::Caller<'_, Vec<i32>>, n: i32| {
//!     caller.data_mut().push(n);
//! })?;
//!
//! let mut store = Store::new(&engine, Vec::new());
//! let instance = linker.instantiate(&mut store, &module)?;
//! let greet = instance.get_typed_func::<i32, ()>(&store, "greet")?;
//! greet.call(&mut store, 3)?;
//! assert_eq!(store.into_data(), [3, 2, 1]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is what
//!
//! * [`Engine`]: settings ([`Config`]) and the identities of function types.
//! * [`Module`]: validated code. `Send`, `Sync`, cheap to clone.
//! * [`Store`]: instances and what they consist of, and the host's data.
//! * [`Linker`]: names for what modules import; [`InstancePre`]: a module whose imports have been found.
//! * [`Instance`], [`Func`], [`TypedFunc`], [`Memory`], [`Table`], [`Global`], [`Tag`], [`ExternRef`],
//!   [`AnyRef`]: handles into a store.
//! * [`Error`]: whatever goes wrong; [`Error::trap`] tells whether the guest was stopped, by a
//!   [`Trap`], and [`Error::exception`] whether it threw an [`Exception`] that nobody caught.
//!
//! # What it never does
//!
//! The crate never prints, never exits, never reads the environment and never panics on account of
//! what a guest contains or does. A guest can use only what is given to it.

mod anyref;
mod config;
mod definition;
#[cfg(feature = "dwarf")]
mod dwarf;
mod engine;
mod error;
mod exception;
mod exnref;
mod external;
mod externref;
mod func;
mod global;
mod instance;
mod instance_pre;
mod interpreter;
mod linker;
mod memory;
mod module;
mod reference;
mod store;
mod table;
mod tag;
mod translate;
mod trap;
mod types;
mod value;
mod vm;
pub mod wasi;

pub use anyref::{AnyRef, ArrayRef, EqRef, I31, StructRef};
pub use config::{Config, Feature};
#[cfg(feature = "dwarf")]
pub use dwarf::{CodeLine, SourceLocation, SourceMap};
pub use engine::Engine;
pub use error::Error;
pub use exception::Exception;
pub use exnref::ExnRef;
pub use external::Extern;
pub use externref::ExternRef;
pub use func::{Caller, Func, IntoFunc, TypedFunc, WasmRet, WasmTy, WasmValues};
pub use global::Global;
pub use instance::Instance;
pub use instance_pre::InstancePre;
pub use linker::Linker;
pub use memory::Memory;
pub use module::{ExportType, ImportType, Module, ModuleBinary};
pub use store::{
    AsContext, AsContextMut, CallEvent, InterruptHandle, Interruption, RootScope, SampleHandle,
    Store, StoreContext, StoreContextMut,
};
pub use table::Table;
pub use tag::Tag;
pub use trap::{Frame, Trap, TrapCode};
pub use types::{
    ArrayType, ExternType, FieldType, FuncType, GlobalType, HeapType, MemoryType,
    MemoryTypeBuilder, Mutability, RefType, StorageType, StructType, TableType, TagType, TypeId,
    ValType,
};
pub use value::Val;
