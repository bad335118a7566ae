//! The types WebAssembly gives to values, functions and everything a module can import or export.

mod address;
mod external;
mod function;
mod memory;
mod table;
mod tag;
mod value_type;

pub(crate) use address::AddressType;
pub use external::{ExternType, GlobalType, Mutability};
pub use function::FuncType;
pub use memory::{MemoryType, MemoryTypeBuilder};
pub use table::TableType;
pub use tag::TagType;
pub use value_type::{RefType, ValType};
