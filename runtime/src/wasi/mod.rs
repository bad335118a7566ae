//! WASI preview 1: what a program sees of the world.
//!
//! A [`WasiCtx`] is all that a guest can reach, put together by a [`WasiCtxBuilder`];
//! [`add_to_linker`] makes it reachable. Nothing is there that was not asked for: no folder, no
//! environment variable, no descriptor but the standard streams that were connected.
//!
//! Folders are handles of the host's, and every path of the guest is looked up below one of them,
//! component by component or by the kernel in one go, so that no `..`, link or race leads out.
//! In a folder that is [read-only](Access::ReadOnly) nothing can be changed in any way.
//!
//! Bytes go straight between the host's descriptors and the guest's memory, without a copy in
//! between; every pointer of the guest is checked first.
//!
//! Preview 1 has pointers of 32 bits. A guest whose memory has 64-bit addresses can use it, with pointers into the
//! first 4 GiB of that memory; a module that imports its functions with pointers of 64 bits, for which there is no
//! standard, is refused with the types that do not fit.
//!
//! ```
//! use wasmrun_runtime::wasi::{Access, Exit, Input, Output, OutputBuffer, WasiCtx};
//! use wasmrun_runtime::{Engine, Linker, Module, Store};
//!
//! // A guest that copies one read of its standard input to its standard output.
//! let bytes = wat::parse_str(r#"(module
//!     (import "wasi_snapshot_preview1" "fd_read"
//!         (func $read (param i32 i32 i32 i32) (result i32)))
//!     (import "wasi_snapshot_preview1" "fd_write"
//!         (func $write (param i32 i32 i32 i32) (result i32)))
//!     (memory (export "memory") 1)
//!     (data (i32.const 0) "\10\00\00\00\80\00\00\00")
//!     (func (export "_start")
//!         (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 4)))
//!         (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"#)?;
//!
//! let output = OutputBuffer::with_limit(1 << 20);
//! let ctx = WasiCtx::builder()
//!     .stdin(Input::bytes("hello"))
//!     .stdout(Output::writer(output.clone()))
//!     .build()?;
//!
//! let engine = Engine::default();
//! let mut linker = Linker::new(&engine);
//! wasmrun_runtime::wasi::add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx)?;
//! let mut store = Store::new(&engine, ctx);
//! let instance = linker.instantiate(&mut store, &Module::new(&engine, &bytes)?)?;
//! instance.get_typed_func::<(), ()>(&mut store, "_start")?.call(&mut store, ())?;
//! assert_eq!(output.take(), b"hello");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builder;
mod ctx;
mod linker;

mod descriptor;
mod directory;
mod file;
mod folder;
mod in_memory;
mod network;
mod socket;
mod stdio;
mod stream;

mod args;
mod clock;
mod fdstat;
mod open;
mod path;
mod poll;
mod process;
mod random;
mod stat;
mod storage;
mod transfer;
mod unstable;

mod errno;
mod memory;
mod platform;
mod quota;
mod types;

pub use builder::{BuildError, WasiCtxBuilder};
pub use ctx::WasiCtx;
pub use directory::Access;
pub use in_memory::MemoryFolder;
pub use linker::{add_imports_to_linker, add_to_linker};
pub use network::{NetworkRule, NetworkRuleError};
pub use process::Exit;
pub use quota::OutputExceeded;
pub use stdio::{Input, Output, OutputBuffer};
