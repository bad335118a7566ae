//! The types WebAssembly gives to values, functions and everything a module can import or export.

mod composite;
mod external;
mod function;
mod reference;
mod value_type;

pub(crate) use composite::{CompositeType, SubType};
pub use composite::{FieldType, StorageType};
pub use external::{ExternType, GlobalType, MemoryType, Mutability, TableType};
pub use function::FuncType;
pub use reference::{HeapType, RefType, TypeId};
pub use value_type::ValType;
