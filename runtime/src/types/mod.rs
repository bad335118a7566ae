//! The types WebAssembly gives to values, functions and everything a module can import or export.

mod address;
mod composite;
mod external;
mod function;
mod memory;
mod object;
mod reference;
mod table;
mod tag;
mod value_type;

pub(crate) use address::AddressType;
pub(crate) use composite::{CompositeType, SubType};
pub use composite::{FieldType, StorageType};
pub use external::{ExternType, GlobalType, Mutability};
pub use function::FuncType;
pub use memory::{MemoryType, MemoryTypeBuilder};
pub use object::{ArrayType, StructType};
pub use reference::{HeapType, RefType, TypeId};
pub use table::TableType;
pub use tag::TagType;
pub use value_type::ValType;
