//! The state of a translation, and the basic moves: emitting, taking operands, pushing results.

#![expect(clippy::inline_always, reason = "it is called in one place, for every operator")]

use std::ops::Range;

use super::buffers::Buffers;
use super::code::{Code, Positions};
use super::constants::Constants;
use super::control::ControlFrame;
use super::exceptions::Handlers;
use super::frame::{self, FrameLayout};
use super::instruction::{Bank, Destination, Instruction, Kind, Label, Operand};
use super::operators::{Operators, Step};
use super::stack::{Entry, Stack, Value, is_narrow};
use super::{fuse, lower, thread};
use crate::error::Error;
use crate::module::ModuleData;
use crate::types::{FuncType, ValType};

/// What an accumulator is known to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// The result of this instruction.
    Result(usize),
    /// The present value of this local.
    Local(u32),
}

/// What the accumulators are known to hold.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Accumulators {
    int: Option<Held>,
    float: Option<Held>,
}

impl Accumulators {
    pub(super) fn get(&self, bank: Bank) -> Option<Held> {
        match bank {
            Bank::Int => self.int,
            Bank::Float => self.float,
            Bank::Vector => None,
        }
    }

    pub(super) fn set(&mut self, bank: Bank, held: Option<Held>) {
        match bank {
            Bank::Int => self.int = held,
            Bank::Float => self.float = held,
            Bank::Vector => {}
        }
    }

    /// Forgets results, whose instructions belong to a region that has ended.
    fn forget_results(&mut self) {
        for held in [&mut self.int, &mut self.float] {
            held.take_if(|held| matches!(held, Held::Result(_)));
        }
    }
}

/// The translation of one function.
pub(super) struct Translator<'a> {
    pub(super) module: &'a ModuleData,
    pub(super) ty: &'a FuncType,
    pub(super) frame: FrameLayout,
    pub(super) stack: Stack,
    pub(super) control: Vec<ControlFrame<'a>>,
    pub(super) instructions: Vec<Instruction>,
    /// Empty, with room for when the instructions are written anew.
    pub(super) rewritten: Vec<Instruction>,
    /// The instruction at which each label is, once it is placed.
    pub(super) labels: Vec<Option<usize>>,
    /// What the operators before each label consume of the fuel.
    pub(super) consumed_at_labels: Vec<u32>,
    /// The labels of each table of branches, the default last.
    pub(super) tables: Vec<Vec<Label>>,
    pub(super) accumulators: Accumulators,
    /// What the integer accumulator held before the last instruction.
    held_before: Option<Held>,
    /// Whether the code that follows can be reached.
    pub(super) reachable: bool,
    /// Blocks begun in unreachable code.
    pub(super) skipped_blocks: usize,
    /// Where functions of other instances return to after tail calls, if there are any.
    pub(super) relay: Option<Label>,
    /// A return of results that are in place, if that is needed.
    pub(super) returns: Option<Label>,
    pub(super) handlers: Handlers,
    /// The labels of what leaves loops that have been unrolled.
    pub(super) exits: Range<u32>,
    region: u32,
    /// The first byte of the function's first operator in the module.
    pub(super) first: usize,
    /// The first byte of the present operator in the function.
    pub(super) position: u32,
    /// Those that do not fit a cell.
    pub(super) constants: Constants,
    /// Whether anybody pays for what the operators consume of the fuel.
    pub(super) is_metered: bool,
    /// What the operators up to the present one consume of the fuel.
    consumed: u32,
}

/// So many pending values at once are put into their slots, which keeps the search through them
/// short.
const MAX_PENDING: usize = 64;

/// Lists begin with room for so many items, which is enough in most functions.
const FEW: usize = 32;

impl<'a> Translator<'a> {
    /// Translates a function, and notes in `positions` where its cells came from.
    pub(super) fn translate(
        module: &'a ModuleData,
        defined: u32,
        positions: Option<&mut Positions>,
    ) -> Result<Code, Error> {
        let body = module.body(defined);
        let ty = module.function_type(module.imported_functions + defined);
        let Buffers { mut instructions, rewritten, bytes } = Buffers::take();
        let operators = Operators::new(&body)?;
        let frame = FrameLayout::new(module, ty, &body, &operators)?;
        let config = module.engine.config();
        // About every third operator becomes an instruction.
        instructions.reserve(body.as_bytes().len() / 6);
        let mut translator = Self {
            module,
            ty,
            stack: Stack::new(frame.temporaries),
            frame,
            control: Vec::with_capacity(FEW),
            instructions,
            rewritten,
            labels: Vec::with_capacity(FEW),
            consumed_at_labels: Vec::with_capacity(FEW),
            tables: Vec::new(),
            accumulators: Accumulators::default(),
            held_before: None,
            reachable: true,
            skipped_blocks: 0,
            relay: None,
            returns: None,
            handlers: Handlers::default(),
            exits: 0..0,
            region: 0,
            first: operators.first(),
            position: 0,
            constants: Constants::default(),
            is_metered: config.consumes_fuel() || config.is_interruptible(),
            consumed: 0,
        };
        translator.begin_function();
        operators.for_each(|position, step| translator.next(position, &step))?;
        thread::thread_returns(&mut translator.instructions, &translator.labels);
        fuse::fuse_neighbours(&mut translator.instructions, &translator.labels);
        translator.duplicate();
        let (code, bytes) = lower::lower(&translator, bytes, positions)?;
        let Self { instructions, rewritten, .. } = translator;
        Buffers { instructions, rewritten, bytes }.leave();
        Ok(code)
    }

    /// Translates the operator at this position in the function.
    #[inline(always)]
    fn next(&mut self, position: usize, step: &Step<'_, '_>) -> Result<(), Error> {
        self.position = position as u32;
        if self.reachable {
            if self.is_metered {
                self.consumed += self.weight(step)?;
            }
            self.step(step)?;
            if self.stack.unsettled().len() > MAX_PENDING {
                self.settle_all();
            }
        } else {
            self.unreachable_step(step)?;
        }
        frame::check_size(self.stack.end())
    }

    // Emitting

    /// Appends an instruction; returns its index.
    #[inline]
    pub(super) fn emit(&mut self, instruction: Instruction) -> usize {
        let (region, position, consumed) = (self.region, self.position, self.consumed);
        self.instructions.push(Instruction { consumed, region, position, ..instruction });
        self.instructions.len() - 1
    }

    /// Appends an instruction whose result goes on the stack.
    #[inline]
    pub(super) fn emit_result(&mut self, instruction: Instruction, ty: ValType) {
        let to = Destination::Slot(self.stack.next_slot());
        let index = self.emit(instruction.with_destination(to));
        self.push_result(index, ty);
    }

    /// Puts the result of an instruction on the stack, whose destination is the slot there.
    fn push_result(&mut self, index: usize, ty: ValType) {
        let bank = Bank::of(ty);
        self.held_before = self.accumulators.get(Bank::Int);
        self.accumulators.set(bank, Some(Held::Result(index)));
        self.stack.push(Value::Temporary(Some(index)), ty);
    }

    /// Puts a fused instruction in the place of the last one, if there is a handler for it.
    pub(super) fn replace_last(&mut self, fused: Instruction, ty: ValType) -> bool {
        if !lower::exists(&fused) {
            return false;
        }
        let index = self.instructions.len() - 1;
        let to = Destination::Slot(self.stack.next_slot());
        self.instructions[index] = fused.with_destination(to);
        self.push_result(index, ty);
        true
    }

    /// Takes back the last instruction, whose result is about to be used by a fused one.
    pub(super) fn take_back(&mut self) -> Option<Instruction> {
        let instruction = self.instructions.pop();
        self.accumulators.set(Bank::Int, self.held_before.take());
        instruction
    }

    /// The instruction that made a value, if it is the last one and may still be changed.
    pub(super) fn last_if(&self, value: Value) -> Option<&Instruction> {
        match value {
            Value::Temporary(Some(index)) if index + 1 == self.instructions.len() => {
                self.last_in_region()
            }
            _ => None,
        }
    }

    /// The last instruction, if no branch comes or goes behind it.
    pub(super) fn last_in_region(&self) -> Option<&Instruction> {
        self.instructions.last().filter(|last| last.region == self.region)
    }

    /// Whether an instruction belongs to the present straight piece of code.
    pub(super) fn in_region(&self, instruction: &Instruction) -> bool {
        instruction.region == self.region
    }

    // Labels and regions

    pub(super) fn new_label(&mut self) -> Label {
        self.labels.push(None);
        self.consumed_at_labels.push(0);
        Label(self.labels.len() as u32 - 1)
    }

    /// Puts a label here: from now on anything may be in the accumulators.
    pub(super) fn place_label(&mut self, label: Label) {
        self.set_label(label, self.instructions.len(), self.consumed);
        self.region += 1;
        self.accumulators = Accumulators::default();
    }

    /// Says at which instruction a label is, and what has been consumed before it.
    pub(super) fn set_label(&mut self, label: Label, at: usize, consumed: u32) {
        self.labels[label.0 as usize] = Some(at);
        self.consumed_at_labels[label.0 as usize] = consumed;
    }

    /// Notes that the last instruction may branch. What the slots and accumulators hold stays, but
    /// instructions before it can no longer be changed.
    pub(super) fn end_region(&mut self) {
        self.region += 1;
        self.accumulators.forget_results();
    }

    // Operands

    pub(super) fn pop(&mut self) -> Result<Entry, Error> {
        self.stack.pop().ok_or_else(|| Error::internal("the operand stack is empty"))
    }

    pub(super) fn peek(&self, depth: usize) -> Result<Entry, Error> {
        self.stack.peek(depth).ok_or_else(|| Error::internal("the operand stack is empty"))
    }

    /// Takes the top value as an operand. A wide constant must have been settled before.
    pub(super) fn pop_operand(&mut self) -> Result<Operand, Error> {
        let entry = self.pop()?;
        Ok(self.operand(entry))
    }

    /// Where an instruction emitted next finds a value that is used up by it.
    pub(super) fn operand(&mut self, entry: Entry) -> Operand {
        let held = self.accumulators.get(Bank::of(entry.ty));
        match entry.value {
            Value::Constant(bits) => self.constant_operand(bits, Bank::of(entry.ty)),
            Value::Local(index) => {
                let local = self.frame.locals[index as usize];
                match local.pin {
                    Some(pin) => Operand::pinned(pin, local.slot),
                    None if held == Some(Held::Local(index)) => Operand::Acc,
                    None => Operand::Slot(local.slot),
                }
            }
            Value::Temporary(Some(index)) if held == Some(Held::Result(index)) => {
                // Nobody else will read the slot, so that it need not be written.
                let to = &mut self.instructions[index].to;
                if let Destination::Slot(_) = to {
                    *to = Destination::Acc;
                }
                Operand::Acc
            }
            Value::Temporary(_) => entry.home(),
        }
    }

    /// Puts the value at `index` of the stack into its slot.
    fn settle(&mut self, index: usize) {
        let entry = self.stack.get(index);
        if !entry.value.is_pending() {
            return;
        }
        let bank = Bank::of(entry.ty);
        let x = self.operand(entry);
        let copy = Instruction::new(Kind::Copy(bank), x, Operand::None);
        self.emit(copy.with_destination(Destination::Slot(entry.slot)));
        let held = match entry.value {
            Value::Local(local) => Some(Held::Local(local)),
            Value::Constant(_) | Value::Temporary(_) => None,
        };
        self.accumulators.set(bank, held);
        self.stack.set_value(index, Value::Temporary(None));
    }

    /// Puts the top `count` values into their slots.
    pub(super) fn settle_top(&mut self, count: usize) -> Result<(), Error> {
        let len = self.stack.len();
        let first = len.checked_sub(count).ok_or_else(|| Error::internal("too few operands"))?;
        (first..len).for_each(|index| self.settle(index));
        Ok(())
    }

    /// Puts all values into their slots.
    pub(super) fn settle_all(&mut self) {
        self.stack.unsettled().for_each(|index| self.settle(index));
        self.stack.mark_settled();
    }

    /// Puts those values for which `wanted` holds into their slots.
    pub(super) fn settle_where(&mut self, wanted: impl Fn(Value) -> bool) {
        for index in self.stack.unsettled() {
            if wanted(self.stack.get(index).value) {
                self.settle(index);
            }
        }
    }

    /// Puts integer constants among the top `count` values that do not fit a field into registers
    /// or slots.
    pub(super) fn settle_wide(&mut self, count: usize) {
        let len = self.stack.len();
        for index in len.saturating_sub(count)..len {
            let entry = self.stack.get(index);
            let Value::Constant(bits) = entry.value else { continue };
            if Bank::of(entry.ty) == Bank::Int && !is_narrow(bits) {
                self.settle_constant(index);
            }
        }
    }

    /// Puts the value `depth` below the top into a register or slot if it is constant.
    pub(super) fn settle_if_constant(&mut self, depth: usize) -> Result<(), Error> {
        let entry = self.peek(depth)?;
        if matches!(entry.value, Value::Constant(_)) {
            self.settle_constant(self.stack.len() - 1 - depth);
        }
        Ok(())
    }

    /// Copies a constant to its slot, from where it may still be taken by the accumulator.
    fn settle_constant(&mut self, index: usize) {
        let entry = self.stack.get(index);
        let Value::Constant(bits) = entry.value else { return };
        let bank = Bank::of(entry.ty);
        let x = self.constant_operand(bits, bank);
        let copy = Instruction::new(Kind::Copy(bank), x, Operand::None);
        let copy = self.emit(copy.with_destination(Destination::Slot(entry.slot)));
        self.accumulators.set(bank, Some(Held::Result(copy)));
        self.stack.set_value(index, Value::Temporary(Some(copy)));
    }

    /// A constant as an operand.
    fn constant_operand(&mut self, bits: u64, bank: Bank) -> Operand {
        match bank {
            Bank::Int if is_narrow(bits) => Operand::Constant(bits as u32),
            Bank::Int => Operand::Wide(self.constants.index(bits)),
            Bank::Float | Bank::Vector => Operand::Float(self.constants.index(bits)),
        }
    }
}
