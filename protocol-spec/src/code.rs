//! The error codes of the protocol; [`ErrorKind`](crate::ErrorKind) is what to match on.

/// A line that is not JSON.
pub const PARSE_ERROR: i64 = -32700;
/// JSON that is not a request, or a request that is not allowed at this point.
pub const INVALID_REQUEST: i64 = -32600;
/// A method that the plugin does not have.
pub const METHOD_NOT_FOUND: i64 = -32601;
/// Parameters that do not fit the method.
pub const INVALID_PARAMS: i64 = -32602;
/// A fault of the plugin itself.
pub const INTERNAL_ERROR: i64 = -32603;
/// The plugin could not do its job; `data.kind` says why.
pub const PLUGIN_ERROR: i64 = -32000;
/// None of the offered protocol versions fits.
pub const UNSUPPORTED_PROTOCOL_VERSION: i64 = -32001;
/// A request before `initialize`.
pub const NOT_INITIALIZED: i64 = -32002;
/// The request was cancelled.
pub const CANCELLED: i64 = -32800;
