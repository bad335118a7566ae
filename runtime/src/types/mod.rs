//! The types WebAssembly gives to values, functions and everything a module can import or export.

mod external;
mod function;
mod value_type;

pub use external::{ExternType, GlobalType, MemoryType, Mutability, TableType};
pub use function::FuncType;
pub use value_type::{RefType, ValType};
