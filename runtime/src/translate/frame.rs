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

/// What a first look at the function tells.
#[derive(Default)]
struct Usage {
    /// What becomes of each local, up to the last that is used.
    uses: Vec<Use>,
    /// The blocks that the present operator is in.
    blocks: Vec<Block>,
    /// How many of them are loops.
    depth: u32,
    /// The locals that have been set on every way to the present operator, as they came.
    set: Vec<u32>,
    /// Whether functions of other instances may be called.
    leaves_instance: bool,
    rethrows: bool,
}

/// What becomes of a local.
#[derive(Clone, Default)]
struct Use {
    /// How often it is used, roughly.
    weight: u64,
    /// Whether it has been set on every way to the present operator.
    is_set: bool,
    /// Whether it may be read before it is set.
    is_read_early: bool,
}

/// A block that the present operator is in.
struct Block {
    is_loop: bool,
    /// How many locals had been set when it began.
    set_before: usize,
}

impl Usage {
    /// Each loop is taken to multiply how often its body runs by this power of two.
    const LOOP_BITS: u32 = 3;
    /// Deeper nesting makes no difference.
    const MAX_DEPTH: u32 = 6;

    fn of(module: &ModuleData, operators: &Operators<'_>) -> Result<Self, Error> {
        let mut usage = Self::default();
        operators.for_each(|_, operator| {
            usage.see(operator, module);
            Ok(())
        })?;
        Ok(usage)
    }

    fn see(&mut self, operator: &Operator<'_>, module: &ModuleData) {
        match *operator {
            Operator::Loop { .. } => self.begin(true),
            Operator::Block { .. }
            | Operator::If { .. }
            | Operator::TryTable { .. }
            | Operator::Try { .. } => self.begin(false),
            Operator::Else | Operator::Catch { .. } | Operator::CatchAll => self.begin_anew(),
            Operator::End | Operator::Delegate { .. } => self.end(),
            Operator::Rethrow { .. } => self.rethrows = true,
            Operator::LocalGet { local_index } => {
                let local = self.count(local_index);
                local.is_read_early |= !local.is_set;
            }
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                self.note_set(local_index);
            }
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                self.leaves_instance |= function_index < module.imported_functions;
            }
            Operator::CallIndirect { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::CallRef { .. }
            | Operator::ReturnCallRef { .. } => {
                self.leaves_instance = true;
            }
            _ => {}
        }
    }

    fn begin(&mut self, is_loop: bool) {
        self.blocks.push(Block { is_loop, set_before: self.set.len() });
        self.depth += u32::from(is_loop);
    }

    /// Begins another part of a block, to which control comes from the block's beginning or from
    /// anywhere in the part before.
    fn begin_anew(&mut self) {
        self.forget(self.blocks.last().map_or(0, |block| block.set_before));
    }

    /// Ends a block, behind which control comes from anywhere in it. What it sets for certain could
    /// be kept; this is what validation does for locals that have no default.
    fn end(&mut self) {
        if let Some(Block { is_loop, set_before }) = self.blocks.pop() {
            self.forget(set_before);
            self.depth -= u32::from(is_loop);
        }
    }

    /// All but the first so many locals may not have been set.
    fn forget(&mut self, set_before: usize) {
        for local in self.set.drain(set_before..) {
            self.uses[local as usize].is_set = false;
        }
    }

    /// A local has been set from here to the end of the block.
    fn note_set(&mut self, local: u32) {
        if !std::mem::replace(&mut self.count(local).is_set, true) {
            self.set.push(local);
        }
    }

    /// Counts a use of a local.
    fn count(&mut self, local: u32) -> &mut Use {
        let index = local as usize;
        if self.uses.len() <= index {
            self.uses.resize(index + 1, Use::default());
        }
        let weight = 1 << (Self::LOOP_BITS * self.depth.min(Self::MAX_DEPTH));
        let local = &mut self.uses[index];
        local.weight = local.weight.saturating_add(weight);
        local
    }

    /// Gives the locals behind the parameters their slots, from `slot` on: first those that may be
    /// read before they are set. Returns the slot behind those.
    fn arrange(&self, locals: &mut [Local], parameters: usize, mut slot: u32) -> u32 {
        let mut zeroed_end = slot;
        for read_early in [true, false] {
            for (index, local) in locals.iter_mut().enumerate().skip(parameters) {
                if self.uses.get(index).is_some_and(|one| one.is_read_early) == read_early {
                    local.slot = slot;
                    slot += width(local.ty);
                }
            }
            if read_early {
                zeroed_end = slot;
            }
        }
        zeroed_end
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
        for (index, (local, Use { weight, .. })) in locals.iter().zip(&self.uses).enumerate() {
            let weight = *weight;
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
