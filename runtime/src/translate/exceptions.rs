//! Throwing, and the blocks of today's standard that catch.
//!
//! Nothing is emitted for such a block. A table beside the code says which block each piece of code
//! belongs to, and for every clause where to go on and in which slots the payload is expected:
//! those in which a branch to the clause's label would put it.

use std::ops::Range;

use wasmparser::{BlockType, Catch as Clause};

use super::control::ControlKind;
use super::frame::slots;
use super::instruction::{Instruction, Kind, Label, Operand};
use super::translator::Translator;
use crate::error::Error;

/// A block that may catch what is thrown in it.
#[derive(Debug)]
pub(super) struct Try {
    /// The block to try next.
    pub(super) outer: Option<u32>,
    pub(super) catches: Vec<Catch>,
}

/// A clause of such a block.
#[derive(Debug)]
pub(super) struct Catch {
    /// The offset of the tag in the context; `None` stands for any tag.
    pub(super) tag: Option<u32>,
    /// Where control goes on.
    pub(super) label: Label,
    /// The slots that the payload goes to; none if the tag is not known.
    pub(super) payload: Range<u32>,
    /// The slot that a reference to the exception goes to, if that is asked for.
    pub(super) reference: Option<u32>,
}

/// Which code belongs to which block that may catch.
#[derive(Debug, Default)]
pub(super) struct Handlers {
    pub(super) tries: Vec<Try>,
    /// At which instructions the innermost such block changes, and to which; in order.
    pub(super) stretches: Vec<(usize, Option<u32>)>,
}

impl Translator<'_> {
    pub(super) fn throw(&mut self, tag: u32) -> Result<(), Error> {
        let ty = self.module.tag_type(tag);
        self.settle_top(ty.payload().len())?;
        let from = self.stack.slot_at(self.stack.len() - ty.payload().len());
        let (tag, count) = (self.module.layout.tag(tag), slots(ty.payload()));
        let kind = Kind::Throw { tag, from, count };
        self.emit(Instruction::new(kind, Operand::None, Operand::None));
        self.become_unreachable();
        Ok(())
    }

    pub(super) fn throw_ref(&mut self) -> Result<(), Error> {
        self.settle_top(1)?;
        let reference = self.pop()?.home();
        self.emit_throw_ref(reference);
        Ok(())
    }

    /// Emits a `throw_ref` of a reference in a slot.
    pub(super) fn emit_throw_ref(&mut self, reference: Operand) {
        self.emit(Instruction::new(Kind::ThrowRef, reference, Operand::None));
        self.become_unreachable();
    }

    pub(super) fn begin_try_table(
        &mut self,
        ty: BlockType,
        clauses: &[Clause],
    ) -> Result<(), Error> {
        // The labels count from outside of the block.
        let catches = clauses.iter().map(|clause| self.clause(clause)).collect::<Result<_, _>>()?;
        self.begin_block(ControlKind::TryTable, ty)?;
        self.begin_try(catches);
        Ok(())
    }

    /// Makes the block that has just begun one that catches; returns its index.
    pub(super) fn begin_try(&mut self, catches: Vec<Catch>) -> u32 {
        let (outer, index) = (self.handler(), self.handlers.tries.len() as u32);
        self.handlers.tries.push(Try { outer, catches });
        self.set_handler(Some(index));
        index
    }

    /// The innermost block that catches what is thrown here.
    fn handler(&self) -> Option<u32> {
        self.control.last()?.handler
    }

    /// Says which block catches from here on, in the innermost block.
    pub(super) fn set_handler(&mut self, handler: Option<u32>) {
        if let Some(frame) = self.control.last_mut() {
            frame.handler = handler;
        }
        self.note_handler();
    }

    /// Notes which block catches from here on. No instruction may move from one side to the other.
    pub(super) fn note_handler(&mut self) {
        self.end_region();
        let handler = self.handler();
        self.handlers.stretches.push((self.instructions.len(), handler));
    }

    fn clause(&mut self, clause: &Clause) -> Result<Catch, Error> {
        let (tag, depth, by_reference) = match *clause {
            Clause::One { tag, label } => (Some(tag), label, false),
            Clause::OneRef { tag, label } => (Some(tag), label, true),
            Clause::All { label } => (None, label, false),
            Clause::AllRef { label } => (None, label, true),
        };
        let width = tag.map_or(0, |tag| slots(self.module.tag_type(tag).payload()));
        let target = self.target(depth)?;
        let (label, first) = if target.kind == ControlKind::Function {
            (self.return_label(), 0)
        } else {
            (target.label, self.stack.slot_at(target.height))
        };
        let payload = first..first.saturating_add(width);
        let reference = by_reference.then_some(payload.end);
        self.stack.reserve(payload.end.saturating_add(1));
        let tag = tag.map(|tag| self.module.layout.tag(tag));
        Ok(Catch { tag, label, payload, reference })
    }

    /// The label of a return of results that are in place.
    fn return_label(&mut self) -> Label {
        let label = self.returns.unwrap_or_else(|| self.new_label());
        self.returns = Some(label);
        label
    }

    /// Puts that return behind the function's code, if it is used.
    pub(super) fn place_return(&mut self) {
        if let Some(label) = self.returns {
            self.place_label(label);
            self.emit(Instruction::new(Kind::Return, Operand::None, Operand::None));
        }
    }
}
