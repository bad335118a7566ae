//! The raw structures that translated code works on: instance contexts, function entries, memories,
//! tables and the value stack.
//!
//! Everything here is plain data at stable addresses, because handlers reach it through pointers
//! held in registers. Who owns what, and why the pointers stay valid:
//!
//! * A [`Context`] block is allocated once per instance and freed with the store. Function entries
//!   and inline globals live inside it, so references to them share its lifetime.
//! * [`Table`]s and [`LinearMemory`]s are boxed by the store and freed with it. A table's elements
//!   may move when it grows, which is why code reaches them through the table; a memory's base
//!   never moves.
//! * There is one [`Runtime`], with one value [`stack`] and one [`heap`], per store. All contexts of the store point to
//!   that runtime.
//!
//! A store is used by one thread at a time, so none of these structures is ever accessed
//! concurrently, with one exception: the [`StackLimit`], which another thread may lower to
//! interrupt execution. Handlers keep no Rust references to any of this across an
//! instruction; they read and write through raw pointers only.

#![expect(unsafe_code, reason = "these are the raw structures that interpreted code works on")]

mod alarm;
mod code_room;
mod context;
mod exceptions;
mod fuel;
mod func_entry;
mod heap;
mod huge_pages;
mod mapping;
mod memory;
mod runtime;
mod sampler;
mod stack;
mod stack_limit;
mod supervision;
mod table;
mod tracer;
#[cfg(unix)]
mod zeroed;

pub(crate) use self::code_room::{CodeRoom, CodeWords};
pub(crate) use self::context::{Context, ContextBlock, ContextCounts, ContextLayout, Place};
pub(crate) use self::exceptions::Thrown;
pub(crate) use self::fuel::VALUES_PER_FUEL;
pub(crate) use self::func_entry::FuncEntry;
pub(crate) use self::heap::{
    Attempt, Header, Heap, Incomplete, ObjectRef, ObjectType, Shape, Storage, StructShape,
};
pub(crate) use self::huge_pages::prefer_huge_pages;
pub(crate) use self::memory::{LinearMemory, MemoryHeader, empty_memory};
pub(crate) use self::runtime::{Exit, Resume, Runtime, Stopped};
pub(crate) use self::sampler::Sampler;
pub(crate) use self::stack_limit::StackLimit;
pub(crate) use self::supervision::Supervisor;
pub(crate) use self::table::Table;
pub(crate) use self::tracer::{CallFrames, Tracer};
#[cfg(unix)]
pub(crate) use self::zeroed::zeroed;

/// Size in bytes of one slot of the value stack, of a global's cell and of a table's element.
pub(crate) const SLOT_SIZE: usize = 8;
