//! The exception instructions that were standardised no more, but that toolchains still emit.
//!
//! The code of a `catch` lies where it stands, behind the code that may throw. While it runs, a
//! reference to the exception is kept in the slot below the payload if the function has a `rethrow`.

use wasmparser::BlockType;

use super::control::{ControlFrame, ControlKind, unbalanced};
use super::exceptions::Catch;
use super::instruction::Operand;
use super::translator::Translator;
use crate::error::Error;
use crate::types::ValType;

impl Translator<'_> {
    pub(super) fn begin_legacy_try(&mut self, ty: BlockType) -> Result<(), Error> {
        self.begin_block(ControlKind::Try, ty)?;
        self.begin_try(Vec::new());
        Ok(())
    }

    /// Ends the code that may throw, or the clause before, and begins a clause for the tag, or for
    /// any.
    pub(super) fn begin_catch(&mut self, tag: Option<u32>) -> Result<(), Error> {
        if self.reachable {
            self.settle_all();
            self.emit_branch(0)?;
        }
        let frame = self.control.last().ok_or_else(unbalanced)?;
        let (index, height) = (legacy_try(frame)?, frame.height);
        if frame.kind == ControlKind::Try {
            self.set_handler(self.handlers.tries[index as usize].outer);
        }
        let label = self.new_label();
        self.place_label(label);
        let rethrown = self.frame.rethrows.then_some(ValType::EXNREF);
        let ty = tag.map(|tag| self.module.tag_type(tag));
        let payload = ty.iter().flat_map(|ty| ty.payload().iter().copied());
        let types: Vec<_> = rethrown.into_iter().chain(payload).collect();
        self.reset_stack(height, &types);
        let first = self.stack.slot_at(height);
        let reference = rethrown.map(|_| first);
        let payload = first + u32::from(reference.is_some())..self.stack.next_slot();
        let tag = tag.map(|tag| self.module.layout.tag(tag));
        let catch = Catch { tag, label, payload, reference };
        self.handlers.tries[index as usize].catches.push(catch);
        if let Some(frame) = self.control.last_mut() {
            frame.kind = ControlKind::Catch { index, reference };
        }
        Ok(())
    }

    /// Ends a block that leaves what is thrown in it to the block of this depth, or to who catches
    /// what is thrown there.
    pub(super) fn delegate(&mut self, depth: u32) -> Result<(), Error> {
        let frame = self.control.last().ok_or_else(unbalanced)?;
        let index = legacy_try(frame)?;
        // The depth counts from outside of the block.
        let outer = self.target(depth.saturating_add(1))?.handler;
        self.handlers.tries[index as usize].outer = outer;
        self.end()
    }

    pub(super) fn rethrow(&mut self, depth: u32) -> Result<(), Error> {
        let ControlKind::Catch { reference: Some(slot), .. } = self.target(depth)?.kind else {
            return Err(unbalanced());
        };
        self.emit_throw_ref(Operand::Slot(slot));
        Ok(())
    }
}

/// The index of the block that catches, of which this frame is a part.
fn legacy_try(frame: &ControlFrame<'_>) -> Result<u32, Error> {
    match frame.kind {
        ControlKind::Try => frame.handler.ok_or_else(unbalanced),
        ControlKind::Catch { index, .. } => Ok(index),
        _ => Err(unbalanced()),
    }
}
