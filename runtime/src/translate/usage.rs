//! What becomes of a function's locals: which are worth a register, and which must begin as zero.

use wasmparser::Operator;

use super::frame::Local;
use super::instruction::{Bank, Pin};
use super::operators::{Operators, Part};
use super::stack::width;
use crate::error::Error;
use crate::interpreter::PinnedSlots;
use crate::module::ModuleData;

/// What a first look at the function tells.
#[derive(Default)]
pub(super) struct Usage {
    /// What becomes of each local, up to the last that is used.
    uses: Vec<Use>,
    /// The blocks that the present operator is in.
    blocks: Vec<Block>,
    /// How many of them are loops.
    depth: u32,
    /// The locals that have been set on every way to the present operator, as they came.
    set: Vec<u32>,
    /// Whether functions of other instances may be called.
    pub(super) leaves_instance: bool,
    /// Whether a legacy instruction throws caught exceptions once more.
    pub(super) rethrows: bool,
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

    pub(super) fn of(module: &ModuleData, operators: &Operators<'_>) -> Result<Self, Error> {
        let mut usage = Self::default();
        operators.outline(|part| match part {
            Part::Read(local) => usage.note_read(local),
            Part::Set(local) => usage.note_set(local),
            Part::Other(operator) => usage.see(operator, module),
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

    fn note_read(&mut self, local: u32) {
        let local = self.count(local);
        local.is_read_early |= !local.is_set;
    }

    /// A local has been set from here to the end of the block.
    fn note_set(&mut self, local: u32) {
        if !std::mem::replace(&mut self.count(local).is_set, true) {
            self.set.push(local);
        }
    }

    /// Counts a use of a local.
    #[inline]
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
    pub(super) fn arrange(&self, locals: &mut [Local], parameters: usize, mut slot: u32) -> u32 {
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
    pub(super) fn pin(&self, locals: &mut [Local], header: u32) -> PinnedSlots {
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
