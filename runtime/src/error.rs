//! The one error type of the crate.

use std::{any::Any, error::Error as StdError, fmt};

use crate::{
    exception::Exception,
    trap::{Frame, Trap, TrapCode},
    types::ExternType,
};

/// Anything that can go wrong: a module that is refused, an import that does not fit, a trap, an
/// exception that nobody caught, or an error of a host function.
///
/// One pointer wide, so that results stay small.
///
/// ```
/// use wasmrun_runtime::{Engine, Module};
///
/// let error = Module::new(&Engine::default(), b"\0asm\x02\0\0\0").unwrap_err();
/// assert_eq!(error.to_string(), "unknown binary version: 0x2 (at offset 0x4)");
/// ```
pub struct Error {
    contents: Box<Contents>,
}

struct Contents {
    kind: ErrorKind,
    /// The guest's functions that were running, if a trap does not say it.
    backtrace: Box<[Frame]>,
}

/// What went wrong.
#[derive(thiserror::Error, Debug)]
pub(crate) enum ErrorKind {
    /// The module is malformed or invalid.
    #[error("{message} (at offset {offset:#x})")]
    Invalid { message: String, offset: usize },
    /// The module is fine, but needs a feature that is switched off or not there yet.
    #[error(
        "the module needs {feature}, which is not supported: {message} (at offset {offset:#x})"
    )]
    Unsupported { feature: &'static str, message: String, offset: usize },
    /// A limit of the configuration, or of this machine.
    #[error("{0}")]
    Limit(String),
    /// The limit of the configuration on what memories have together.
    #[error("memories of {wanted} bytes exceed what is left of the limit of {limit}")]
    MemoryLimit { wanted: u64, limit: u64 },
    #[error("unknown import `{module}` `{name}`: nothing provides this {expected}")]
    UnknownImport { module: Box<str>, name: Box<str>, expected: Box<ExternType> },
    #[error("incompatible import type for `{module}` `{name}`: expected {expected}, found {found}")]
    IncompatibleImport {
        module: Box<str>,
        name: Box<str>,
        expected: Box<ExternType>,
        found: Box<ExternType>,
    },
    /// The embedder asked for what cannot be: a wrong type, a missing export.
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    Trap(Trap),
    #[error("{0}")]
    Exception(Exception),
    #[error("{0}")]
    Host(Box<dyn StdError + Send + Sync>),
    /// A host function panicked; the panic goes on once the interpreter has been left.
    #[error("a host function panicked")]
    HostPanic,
    /// Something that validation should have made impossible.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// Wraps an error of the embedder's, to be returned from a host function.
    ///
    /// It comes out of the guest's call unchanged: see [`Error::downcast_ref`].
    ///
    /// ```
    /// use wasmrun_runtime::Error;
    ///
    /// let error = Error::host(std::io::Error::other("no such door"));
    /// assert!(error.downcast_ref::<std::io::Error>().is_some());
    /// assert_eq!(error.to_string(), "no such door");
    /// ```
    pub fn host(error: impl StdError + Send + Sync + 'static) -> Self {
        ErrorKind::Host(Box::new(error)).into()
    }

    /// An error of the embedder's that is only a text, to be returned from a host function.
    ///
    /// ```
    /// use wasmrun_runtime::Error;
    ///
    /// assert_eq!(Error::msg("no such door").to_string(), "no such door");
    /// ```
    pub fn msg(message: impl Into<String>) -> Self {
        ErrorKind::Host(message.into().into()).into()
    }

    /// The trap, if the guest was stopped by one.
    pub fn trap(&self) -> Option<&Trap> {
        match &self.contents.kind {
            ErrorKind::Trap(trap) => Some(trap),
            _ => None,
        }
    }

    /// The exception, if the guest threw one that nobody caught.
    pub fn exception(&self) -> Option<&Exception> {
        match &self.contents.kind {
            ErrorKind::Exception(exception) => Some(exception),
            _ => None,
        }
    }

    /// The embedder's error, if this is one of type `E` made by [`Error::host`].
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        match &self.contents.kind {
            ErrorKind::Host(error) => error.downcast_ref(),
            _ => None,
        }
    }

    /// The embedder's error itself, if this is one of type `E`.
    ///
    /// # Errors
    /// Gives `self` back if it is anything else.
    pub fn downcast<E: StdError + 'static>(self) -> Result<E, Self> {
        let Contents { kind, backtrace } = *self.contents;
        match kind {
            ErrorKind::Host(error) => match error.downcast() {
                Ok(error) => Ok(*error),
                Err(error) => Err(Self::new(ErrorKind::Host(error), backtrace)),
            },
            kind => Err(Self::new(kind, backtrace)),
        }
    }

    /// The same error at another place in the module, if it has one.
    pub(crate) fn map_offset(mut self, map: impl FnOnce(usize) -> usize) -> Self {
        if let ErrorKind::Invalid { offset, .. } | ErrorKind::Unsupported { offset, .. } =
            &mut self.contents.kind
        {
            *offset = map(*offset);
        }
        self
    }

    /// Whether the module was refused as malformed or invalid.
    pub fn is_invalid_module(&self) -> bool {
        matches!(self.contents.kind, ErrorKind::Invalid { .. })
    }

    /// Whether the module was refused for the use of a feature that is not supported.
    pub fn is_unsupported(&self) -> bool {
        matches!(self.contents.kind, ErrorKind::Unsupported { .. })
    }

    /// Whether an import is missing or does not fit.
    pub fn is_link(&self) -> bool {
        matches!(
            self.contents.kind,
            ErrorKind::UnknownImport { .. } | ErrorKind::IncompatibleImport { .. }
        )
    }

    /// Whether a limit of the configuration or of this machine was met.
    pub fn is_limit(&self) -> bool {
        matches!(self.contents.kind, ErrorKind::Limit(_)) || self.is_memory_limit()
    }

    /// Whether memories were refused because they would take more bytes than
    /// [`Config::max_memory_bytes`](crate::Config::max_memory_bytes) allows.
    ///
    /// ```
    /// use wasmrun_runtime::{Config, Engine, Instance, Module, Store};
    ///
    /// let engine = Engine::new(Config::new().max_memory_bytes(1 << 16))?;
    /// let module = Module::new(&engine, &wat::parse_str("(module (memory 2))")?)?;
    /// let mut store = Store::new(&engine, ());
    /// let error = Instance::new(&mut store, &module, &[]).unwrap_err();
    /// assert!(error.is_memory_limit());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_memory_limit(&self) -> bool {
        matches!(self.contents.kind, ErrorKind::MemoryLimit { .. })
    }

    /// The guest's functions that were running when it happened, innermost first: those that a trap
    /// stopped, or that had called the host function which failed.
    ///
    /// ```
    /// use wasmrun_runtime::{Engine, Error, Linker, Module, Store};
    ///
    /// let engine = Engine::default();
    /// let mut linker = Linker::new(&engine);
    /// linker.func_wrap("host", "open", || -> Result<(), Error> {
    ///     Err(Error::host(std::io::Error::other("no such door")))
    /// })?;
    /// let wasm = wat::parse_str(
    ///     r#"(module
    ///         (import "host" "open" (func $open))
    ///         (func $enter (call $open))
    ///         (func $main (export "main") (call $enter)))"#,
    /// )?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = linker.instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
    /// let main = instance.get_typed_func::<(), ()>(&store, "main")?;
    ///
    /// let error = main.call(&mut store, ()).unwrap_err();
    /// let names: Vec<_> = error.backtrace().iter().filter_map(|frame| frame.name()).collect();
    /// assert_eq!(names, ["enter", "main"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn backtrace(&self) -> &[Frame] {
        match &self.contents.kind {
            ErrorKind::Trap(trap) => trap.backtrace(),
            _ => &self.contents.backtrace,
        }
    }

    /// The same error, with the functions that were running unless they are known.
    pub(crate) fn with_backtrace(mut self, backtrace: impl FnOnce() -> Vec<Frame>) -> Self {
        if self.backtrace().is_empty() {
            match &mut self.contents.kind {
                ErrorKind::Trap(trap) => trap.set_backtrace(backtrace()),
                _ => self.contents.backtrace = backtrace().into(),
            }
        }
        self
    }

    fn new(kind: ErrorKind, backtrace: Box<[Frame]>) -> Self {
        Self { contents: Box::new(Contents { kind, backtrace }) }
    }

    pub(crate) fn kind(&self) -> &ErrorKind {
        &self.contents.kind
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        ErrorKind::Internal(message.into()).into()
    }

    pub(crate) fn limit(message: impl Into<String>) -> Self {
        ErrorKind::Limit(message.into()).into()
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        ErrorKind::Usage(message.into()).into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind, Box::default())
    }
}

impl From<Trap> for Error {
    fn from(trap: Trap) -> Self {
        ErrorKind::Trap(trap).into()
    }
}

impl From<Exception> for Error {
    fn from(exception: Exception) -> Self {
        ErrorKind::Exception(exception).into()
    }
}

impl From<TrapCode> for Error {
    fn from(code: TrapCode) -> Self {
        Trap::new(code).into()
    }
}

impl From<wasmparser::BinaryReaderError> for Error {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        // Numbers in some of these messages are padded for columns that are not there.
        let words: Vec<_> = error.message().split_whitespace().collect();
        ErrorKind::Invalid { message: words.join(" "), offset: error.offset() as usize }.into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.contents.kind.fmt(f)?;
        match (&self.contents.kind, self.contents.backtrace.first()) {
            (ErrorKind::Exception(_), Some(frame)) => write!(f, " in {frame}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.contents.kind.fmt(f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.contents.kind {
            ErrorKind::Host(error) => error.source(),
            _ => None,
        }
    }
}

/// What a host function panicked with, kept until the interpreter has been left.
pub(crate) type PanicPayload = Box<dyn Any + Send>;
