//! Traps: why a guest was stopped, and where.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use crate::{
    module::{Module, ModuleData},
    translate::{self, Positions},
};

/// Why a guest was stopped.
///
/// Displayed in the words of the specification's test suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TrapCode {
    /// An `unreachable` instruction was executed.
    Unreachable,
    /// An access outside a linear memory, or outside a data segment.
    MemoryOutOfBounds,
    /// An access outside a table, or outside an element segment.
    TableOutOfBounds,
    /// An indirect call to an element beyond the end of the table.
    UndefinedElement,
    /// An indirect call to a null element.
    IndirectCallToNull,
    /// An indirect call to a function of another type.
    BadSignature,
    /// The result of a division or conversion does not fit.
    IntegerOverflow,
    /// An integer was divided by zero.
    IntegerDivisionByZero,
    /// A NaN was converted to an integer.
    BadConversionToInteger,
    /// `throw_ref` of a null reference.
    NullExceptionReference,
    /// Calls were nested deeper than the stack allows.
    StackOverflow,
    /// An atomic access at an address that is not a multiple of its size.
    UnalignedAtomic,
    /// A wait at an address of a memory that is not shared.
    ExpectedSharedMemory,
    /// The embedder stopped the guest.
    Interrupted,
    /// A null where something must be referred to.
    NullReference,
    /// A call of a null reference.
    NullFunctionReference,
    /// A null where a structure must be referred to.
    NullStructReference,
    /// A null where an array must be referred to.
    NullArrayReference,
    /// A null where an `i31` must be referred to.
    NullI31Reference,
    /// An access outside of an array.
    ArrayOutOfBounds,
    /// A reference to something that is not of the type it was cast to.
    CastFailure,
    /// The objects in use take as much as the [limit](crate::Config::max_heap_bytes) allows, or nearly.
    HeapExhausted,
    /// The guest has consumed its fuel.
    OutOfFuel,
}

impl fmt::Display for TrapCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "unreachable",
            Self::MemoryOutOfBounds => "out of bounds memory access",
            Self::TableOutOfBounds => "out of bounds table access",
            Self::UndefinedElement => "undefined element",
            Self::IndirectCallToNull => "uninitialized element",
            Self::BadSignature => "indirect call type mismatch",
            Self::IntegerOverflow => "integer overflow",
            Self::IntegerDivisionByZero => "integer divide by zero",
            Self::BadConversionToInteger => "invalid conversion to integer",
            Self::NullExceptionReference => "null exception reference",
            Self::StackOverflow => "call stack exhausted",
            Self::UnalignedAtomic => "unaligned atomic",
            Self::ExpectedSharedMemory => "expected shared memory",
            Self::Interrupted => "interrupted",
            Self::NullReference => "null reference",
            Self::NullFunctionReference => "null function reference",
            Self::NullStructReference => "null structure reference",
            Self::NullArrayReference => "null array reference",
            Self::NullI31Reference => "null i31 reference",
            Self::ArrayOutOfBounds => "out of bounds array access",
            Self::CastFailure => "cast failure",
            Self::HeapExhausted => "heap exhausted",
            Self::OutOfFuel => "out of fuel",
        })
    }
}

/// A guest's abnormal end: the cause, and the functions that were running.
#[derive(Debug)]
pub struct Trap {
    code: TrapCode,
    backtrace: Box<[Frame]>,
}

impl Trap {
    /// A trap without a backtrace, for a host function that wants to stop its guest.
    pub fn new(code: TrapCode) -> Self {
        Self { code, backtrace: Box::default() }
    }

    /// A trap that happened in `backtrace`, innermost frame first.
    pub(crate) fn with_backtrace(code: TrapCode, backtrace: Vec<Frame>) -> Self {
        Self { code, backtrace: backtrace.into() }
    }

    /// Says where it happened, unless that is known.
    pub(crate) fn set_backtrace(&mut self, backtrace: Vec<Frame>) {
        if self.backtrace.is_empty() {
            self.backtrace = backtrace.into();
        }
    }

    /// Why the guest was stopped.
    pub fn code(&self) -> TrapCode {
        self.code
    }

    /// The guest's functions that were running, innermost first.
    ///
    /// Empty if the trap did not happen in a function, as in the initialisation of a memory.
    pub fn backtrace(&self) -> &[Frame] {
        &self.backtrace
    }
}

impl fmt::Display for Trap {
    /// The cause, and the innermost function if it is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code.fmt(f)?;
        match self.backtrace.first() {
            Some(frame) => write!(f, " in {frame}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Trap {}

/// Which operator each cell of a function came from, once somebody has asked.
pub(crate) type SharedPositions = Arc<OnceLock<Positions>>;

/// A running function of a guest, as a backtrace shows it.
#[derive(Clone)]
pub struct Frame {
    module: Arc<ModuleData>,
    /// The function's index among those the module defines.
    defined: u32,
    /// The byte of the function's code at which it was.
    code_offset: usize,
    positions: SharedPositions,
    name: OnceLock<Option<Box<str>>>,
}

impl Frame {
    pub(crate) fn new(
        module: Arc<ModuleData>,
        defined: u32,
        code_offset: usize,
        positions: SharedPositions,
    ) -> Self {
        Self { module, defined, code_offset, positions, name: OnceLock::new() }
    }

    /// The function's index in its module.
    pub fn func_index(&self) -> u32 {
        self.module.imported_functions + self.defined
    }

    /// The function's name, demangled: the one in the module's name section, or else the first that the function is exported
    /// as.
    pub fn name(&self) -> Option<&str> {
        let name = || self.module.function_name(self.func_index()).map(Into::into);
        self.name.get_or_init(name).as_deref()
    }

    /// The module that the function belongs to.
    pub fn module(&self) -> Module {
        Module::from_data(&self.module)
    }

    /// The byte of the function at which the instruction stands, where it is known: counted from the
    /// declarations of its locals, as core dumps and debuggers do.
    pub fn func_offset(&self) -> Option<usize> {
        let start = self.module.body(self.defined).range().start as usize;
        self.offset()?.checked_sub(start)
    }

    /// The byte of the module at which the instruction stands, where it is known: in the innermost frame the one that
    /// trapped, in the others the call.
    ///
    /// A guest that was stopped for want of fuel or by an interruption is at the instruction that it would have
    /// gone on with: one at the beginning of a function, or at the target of a branch, such as the first of a loop.
    ///
    /// The first time this is asked of a function, it is translated once more to find out.
    pub fn offset(&self) -> Option<usize> {
        let positions = || translate::positions(&self.module, self.defined);
        self.positions.get_or_init(positions).find(self.code_offset)
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut frame = f.debug_struct("Frame");
        frame.field("func_index", &self.func_index()).field("name", &self.name());
        frame.field("offset", &self.offset()).finish()
    }
}

impl fmt::Display for Frame {
    /// ``function `main` at offset 0x1f``
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "function `{name}`")?,
            None => write!(f, "function {}", self.func_index())?,
        }
        match self.offset() {
            Some(offset) => write!(f, " at offset {offset:#x}"),
            None => Ok(()),
        }
    }
}
