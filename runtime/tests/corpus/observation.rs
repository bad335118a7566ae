//! What can be seen of a run.

use crate::Arguments;

/// A value, as far as engines can agree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    I32(i32),
    I64(i64),
    F32(u32),
    F64(u64),
    V128(u128),
    /// Whose identity means nothing outside of its engine.
    Reference,
}

/// Why a guest was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Unreachable,
    MemoryOutOfBounds,
    TableOutOfBounds,
    IndirectCallToNull,
    BadSignature,
    IntegerOverflow,
    IntegerDivisionByZero,
    BadConversionToInteger,
    /// A limit was met, which engines have different ones of.
    Limit,
    NullReference,
    ArrayOutOfBounds,
    CastFailure,
    UnalignedAtomic,
    ExpectedSharedMemory,
}

/// What became of an instantiation or a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Returned(Vec<Value>),
    Trapped(Cause),
    /// An exception was thrown that nobody caught.
    Threw,
    /// The engine could not even try.
    Refused(String),
}

impl Outcome {
    /// Whether nothing that comes afterwards can be compared.
    pub fn is_limit(&self) -> bool {
        matches!(self, Self::Trapped(Cause::Limit) | Self::Refused(_))
    }
}

/// An instance of a module in some engine.
pub trait Guest: Sized {
    /// Instantiates a module without imports.
    ///
    /// # Errors
    /// What went wrong.
    fn new(wasm: &[u8]) -> Result<Self, Outcome>;
    /// The functions it exports, by name.
    fn functions(&mut self) -> Vec<String>;
    /// Calls a function with the numbers that come next.
    fn call(&mut self, name: &str, arguments: &mut Arguments) -> Outcome;
    /// The names and values of globals, and the names and contents of memories.
    fn state(&mut self) -> State;
}

/// What a guest holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub globals: Vec<(String, Value)>,
    pub memories: Vec<(String, Vec<u8>)>,
}
