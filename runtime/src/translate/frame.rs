//! The layout of a function's frame, and which of its locals are pinned.

use wasmparser::{FunctionBody, Operator};

use super::instruction::{Bank, Pin};
use super::operators::Operators;
use super::stack::width;
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
    /// The first slot of the locals that are not parameters.
    pub(super) variables: u32,
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
        slot = variables;
        for group in body.get_locals_reader().map_err(malformed)? {
            let (count, ty) = group.map_err(malformed)?;
            check_size(slot.saturating_add(count))?;
            let ty = module.val_type(ty)?;
            slot = place(std::iter::repeat_n(ty, count as usize), slot, &mut locals);
        }
        let pins = usage.pin(&mut locals, header);
        Ok(Self {
            locals,
            header,
            context,
            variables,
            temporaries: slot,
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

/// What a first look at the function tells.
struct Usage {
    /// How often each local is used, roughly.
    weights: Vec<u64>,
    /// Whether functions of other instances may be called.
    leaves_instance: bool,
    rethrows: bool,
}

impl Usage {
    /// Each loop is taken to multiply how often its body runs by this power of two.
    const LOOP_BITS: u32 = 3;
    /// Deeper nesting makes no difference.
    const MAX_DEPTH: u32 = 6;

    fn of(module: &ModuleData, operators: &Operators<'_>) -> Result<Self, Error> {
        let mut usage = Self { weights: Vec::new(), leaves_instance: false, rethrows: false };
        let mut blocks = Vec::new();
        let mut depth = 0;
        operators.for_each(|_, operator| {
            match *operator {
                Operator::Loop { .. } => {
                    blocks.push(true);
                    depth += 1;
                }
                Operator::Block { .. }
                | Operator::If { .. }
                | Operator::TryTable { .. }
                | Operator::Try { .. } => blocks.push(false),
                Operator::Delegate { .. } => _ = blocks.pop(),
                Operator::Rethrow { .. } => usage.rethrows = true,
                Operator::End => depth -= u32::from(blocks.pop() == Some(true)),
                Operator::LocalGet { local_index }
                | Operator::LocalSet { local_index }
                | Operator::LocalTee { local_index } => usage.count(local_index, depth),
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    usage.leaves_instance |= function_index < module.imported_functions;
                }
                Operator::CallIndirect { .. }
                | Operator::ReturnCallIndirect { .. }
                | Operator::CallRef { .. }
                | Operator::ReturnCallRef { .. } => {
                    usage.leaves_instance = true;
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(usage)
    }

    fn count(&mut self, local: u32, depth: u32) {
        let index = local as usize;
        if self.weights.len() <= index {
            self.weights.resize(index + 1, 0);
        }
        let weight = 1 << (Self::LOOP_BITS * depth.min(Self::MAX_DEPTH));
        self.weights[index] = self.weights[index].saturating_add(weight);
    }

    /// Pins the two most used locals of each bank.
    fn pin(&self, locals: &mut [Local], header: u32) -> PinnedSlots {
        let [pin0, pin1] = self.pin_bank(locals, Bank::Int);
        let [float_pin0, float_pin1] = self.pin_bank(locals, Bank::Float);
        // A float in slot 0 alone would look like none; any other slot tells that there is one.
        let is_first =
            |local: &Local| Bank::of(local.ty) == Bank::Float && local.pin == Some(Pin::First);
        let is_alone = locals.first().is_some_and(is_first) && float_pin1 == 0;
        let float_pin1 = if is_alone { header as u16 } else { float_pin1 };
        [pin0, pin1, float_pin0, float_pin1]
    }

    fn pin_bank(&self, locals: &mut [Local], bank: Bank) -> [u16; 2] {
        // A single use is not worth loading the register.
        let mut best = [(1, None), (1, None)];
        for (index, local) in locals.iter().enumerate().take(self.weights.len()) {
            let weight = self.weights[index];
            if Bank::of(local.ty) != bank || u16::try_from(local.slot).is_err() {
                continue;
            }
            if weight > best[0].0 {
                best = [(weight, Some(index)), best[0]];
            } else if weight > best[1].0 {
                best[1] = (weight, Some(index));
            }
        }
        let mut pinned = [0; 2];
        for ((pin, slot), (_, index)) in
            [Pin::First, Pin::Second].into_iter().zip(&mut pinned).zip(best)
        {
            if let Some(index) = index {
                locals[index].pin = Some(pin);
                *slot = locals[index].slot as u16;
            }
        }
        pinned
    }
}

/// An error for code that cannot be read although it was validated.
#[expect(clippy::needless_pass_by_value, reason = "the signature that `map_err` wants")]
pub(super) fn malformed(error: wasmparser::BinaryReaderError) -> Error {
    Error::internal(format!("validated code is malformed: {error}"))
}
