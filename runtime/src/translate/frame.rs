//! The layout of a function's frame, and which of its locals are pinned.

use wasmparser::FunctionBody;

use super::instruction::Pin;
use super::operators::Operators;
use super::stack::width;
use super::usage::Usage;
use crate::error::Error;
use crate::interpreter::PinnedSlots;
use crate::interpreter::handler::call::RECORD_SLOTS;
use crate::module::ModuleData;
use crate::types::{FuncType, ValType};

/// The most slots a frame may have: 8 MiB.
const MAX_SLOTS: u32 = 1 << 20;

/// A parameter or variable of the function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Local {
    pub(super) ty: ValType,
    pub(super) slot: u32,
    pub(super) pin: Option<Pin>,
}

/// Where everything lies in the function's frames.
#[derive(Debug)]
pub(super) struct FrameLayout {
    pub(super) locals: Vec<Local>,
    /// The slot of the return record.
    pub(super) header: u32,
    /// The slot that keeps the context during calls of other instances.
    pub(super) context: u32,
    /// The first slot of the locals that are not parameters. Those that may be read before they are
    /// written, and so must begin as zero, come first.
    pub(super) variables: u32,
    /// The slot behind those that begin as zero.
    pub(super) zeroed_end: u32,
    /// The first slot of the operand stack.
    pub(super) temporaries: u32,
    pub(super) pins: PinnedSlots,
    /// Whether caught exceptions may be thrown once more by a legacy instruction.
    pub(super) rethrows: bool,
}

/// How many slots values of these types take.
pub(super) fn slots(types: &[ValType]) -> u32 {
    types.iter().map(|&ty| width(ty)).sum()
}

/// The slot of the return record in frames of functions of this type.
pub(super) fn header_of(ty: &FuncType) -> u32 {
    slots(ty.params()).max(slots(ty.results()))
}

/// Fails if a frame of so many slots is not allowed.
#[inline]
pub(super) fn check_size(slots: u32) -> Result<(), Error> {
    if slots > MAX_SLOTS {
        let most = MAX_SLOTS;
        return Err(Error::limit(format!("a function needs more than {most} slots of stack")));
    }
    Ok(())
}

impl FrameLayout {
    pub(super) fn new(
        module: &ModuleData,
        ty: &FuncType,
        body: &FunctionBody<'_>,
        operators: &Operators<'_>,
    ) -> Result<Self, Error> {
        let header = header_of(ty);
        let mut locals = Vec::with_capacity(ty.params().len());
        let mut slot = place(ty.params().iter().copied(), 0, &mut locals);
        debug_assert!(slot <= header, "parameters lie before the return record");
        let usage = Usage::of(module, operators)?;
        let context = header + RECORD_SLOTS;
        let variables = context + u32::from(usage.leaves_instance);
        let parameters = locals.len();
        slot = variables;
        for group in body.get_locals_reader().map_err(malformed)? {
            let (count, ty) = group.map_err(malformed)?;
            check_size(slot.saturating_add(count))?;
            let ty = module.val_type(ty)?;
            slot = place(std::iter::repeat_n(ty, count as usize), slot, &mut locals);
        }
        let temporaries = slot;
        let zeroed_end = usage.arrange(&mut locals, parameters, variables);
        let pins = usage.pin(&mut locals, header);
        Ok(Self {
            locals,
            header,
            context,
            variables,
            zeroed_end,
            temporaries,
            pins,
            rethrows: usage.rethrows,
        })
    }
}

/// Gives locals of these types their slots, from `slot` on; returns the slot behind them.
fn place(types: impl Iterator<Item = ValType>, mut slot: u32, locals: &mut Vec<Local>) -> u32 {
    for ty in types {
        locals.push(Local { ty, slot, pin: None });
        slot += width(ty);
    }
    slot
}

/// An error for code that cannot be read although it was validated.
#[expect(clippy::needless_pass_by_value, reason = "the signature that `map_err` wants")]
pub(super) fn malformed(error: wasmparser::BinaryReaderError) -> Error {
    Error::internal(format!("validated code is malformed: {error}"))
}
