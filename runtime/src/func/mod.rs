//! Functions: the guest's and the host's, called with values of known or unknown types.

mod arity;
mod caller;
mod dynamic;
mod handle;
mod host;
mod into_func;
mod invoke;
mod slot_value;
mod typed;
mod values;

use arity::for_each_arity;
pub use caller::Caller;
pub(crate) use dynamic::host_function as dynamic_host_function;
pub use handle::Func;
pub(crate) use host::{HostFunction, call_host, is_function_of};
pub use into_func::IntoFunc;
pub use slot_value::WasmTy;
pub use typed::TypedFunc;
pub use values::{WasmRet, WasmValues};
