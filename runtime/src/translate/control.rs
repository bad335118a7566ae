//! Blocks, and the operators that transfer control.

use wasmparser::{BlockType, Operator};

use super::instruction::{Instruction, Kind, Label, Operand};
use super::operators::Step;
use super::stack::Value;
use super::translator::Translator;
use crate::error::Error;
use crate::module::ModuleData;
use crate::types::ValType;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ControlKind {
    Function,
    Block,
    Loop,
    If {
        /// Where the condition goes if it does not hold, until that place is reached.
        otherwise: Option<Label>,
    },
    TryTable,
    /// The code of a legacy `try` that may throw.
    Try,
    /// A clause of the legacy `try` of this index.
    Catch {
        index: u32,
        /// The slot that holds a reference to the exception meanwhile, below the payload.
        reference: Option<u32>,
    },
}

/// A block that has begun and not ended.
#[derive(Clone, Debug)]
pub(super) struct ControlFrame<'a> {
    pub(super) kind: ControlKind,
    /// The height of the stack below the block's parameters.
    pub(super) height: usize,
    /// The types of the parameters, borrowed from the module: many blocks may have many of them.
    pub(super) params: &'a [ValType],
    pub(super) results: &'a [ValType],
    /// Where branches to the block go.
    pub(super) label: Label,
    /// The innermost block that catches what is thrown in this one.
    pub(super) handler: Option<u32>,
}

impl ControlFrame<'_> {
    /// How many values a branch to the block takes along.
    pub(super) fn branch_values(&self) -> usize {
        match self.kind {
            ControlKind::Loop => self.params.len(),
            _ => self.results.len(),
        }
    }
}

impl<'a> Translator<'a> {
    /// Translates an operator of control flow, or returns false.
    pub(super) fn control_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        match operator {
            Operator::Block { blockty } => self.begin_block(ControlKind::Block, *blockty)?,
            Operator::Loop { blockty } => self.begin_block(ControlKind::Loop, *blockty)?,
            Operator::If { blockty } => self.begin_if(*blockty)?,
            Operator::Else => self.begin_else()?,
            Operator::End => self.end()?,
            Operator::Br { relative_depth } => self.branch(*relative_depth)?,
            Operator::BrIf { relative_depth } => self.branch_if(*relative_depth)?,
            Operator::BrTable { targets } => self.branch_table(targets)?,
            Operator::Return => {
                self.emit_return()?;
                self.become_unreachable();
            }
            Operator::Call { function_index } => self.call(*function_index)?,
            Operator::CallIndirect { type_index, table_index } => {
                self.call_indirect(*type_index, *table_index)?;
            }
            Operator::CallRef { type_index } => self.call_reference(*type_index)?,
            Operator::ReturnCallRef { type_index } => self.tail_call_reference(*type_index)?,
            Operator::BrOnNull { relative_depth } => self.branch_on_null(*relative_depth)?,
            Operator::BrOnNonNull { relative_depth } => self.branch_on_non_null(*relative_depth)?,
            Operator::RefAsNonNull => self.ref_as_non_null()?,
            Operator::ReturnCall { function_index } => self.tail_call(*function_index)?,
            Operator::ReturnCallIndirect { type_index, table_index } => {
                self.tail_call_indirect(*type_index, *table_index)?;
            }
            _ => return self.exception_operator(operator),
        }
        Ok(true)
    }

    /// Translates an operator of exceptions, or returns false.
    fn exception_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        match operator {
            Operator::TryTable { try_table } => {
                self.begin_try_table(try_table.ty, &try_table.catches)?;
            }
            Operator::Throw { tag_index } => self.throw(*tag_index)?,
            Operator::ThrowRef => self.throw_ref()?,
            Operator::Try { blockty } => self.begin_legacy_try(*blockty)?,
            Operator::Catch { tag_index } => self.begin_catch(Some(*tag_index))?,
            Operator::CatchAll => self.begin_catch(None)?,
            Operator::Delegate { relative_depth } => self.delegate(*relative_depth)?,
            Operator::Rethrow { relative_depth } => self.rethrow(*relative_depth)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Looks, in code that cannot be reached, only for where that ends.
    pub(super) fn unreachable_step(&mut self, step: &Step<'_, '_>) -> Result<(), Error> {
        let Step::Other(operator) = step else { return Ok(()) };
        match operator {
            Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::TryTable { .. }
            | Operator::Try { .. } => self.skipped_blocks += 1,
            Operator::End | Operator::Delegate { .. } if self.skipped_blocks > 0 => {
                self.skipped_blocks -= 1;
            }
            Operator::End => self.end()?,
            Operator::Delegate { relative_depth } => self.delegate(*relative_depth)?,
            Operator::Catch { tag_index } if self.skipped_blocks == 0 => {
                self.begin_catch(Some(*tag_index))?;
            }
            Operator::CatchAll if self.skipped_blocks == 0 => self.begin_catch(None)?,
            Operator::Else if self.skipped_blocks == 0 => self.begin_else()?,
            _ => {}
        }
        Ok(())
    }

    /// Notes that control does not go on behind the last instruction.
    pub(super) fn become_unreachable(&mut self) {
        self.end_region();
        self.reachable = false;
        self.skipped_blocks = 0;
    }

    pub(super) fn begin_function(&mut self) {
        self.begin(ControlKind::Function, &[], self.ty.results());
    }

    fn begin(&mut self, kind: ControlKind, params: &'a [ValType], results: &'a [ValType]) -> Label {
        let label = self.new_label();
        let height = self.stack.len() - params.len();
        let handler = self.control.last().and_then(|frame| frame.handler);
        self.control.push(ControlFrame { kind, height, params, results, label, handler });
        label
    }

    pub(super) fn begin_block(&mut self, kind: ControlKind, ty: BlockType) -> Result<(), Error> {
        let (params, results) = self.block_types(ty)?;
        self.settle_all();
        let label = self.begin(kind, params, results);
        if kind == ControlKind::Loop {
            self.place_label(label);
        }
        Ok(())
    }

    fn begin_if(&mut self, ty: BlockType) -> Result<(), Error> {
        let (params, results) = self.block_types(ty)?;
        let otherwise = self.new_label();
        self.branch_on_top(false, otherwise)?;
        self.begin(ControlKind::If { otherwise: Some(otherwise) }, params, results);
        Ok(())
    }

    fn begin_else(&mut self) -> Result<(), Error> {
        let Some(frame) = self.control.last_mut() else { return Err(unbalanced()) };
        let ControlKind::If { otherwise } = &mut frame.kind else { return Err(unbalanced()) };
        let otherwise = otherwise.take().ok_or_else(unbalanced)?;
        let (label, height, params) = (frame.label, frame.height, frame.params);
        if self.reachable {
            self.settle_all();
            let branch = Instruction::new(Kind::Branch, Operand::None, Operand::None);
            self.emit(branch.with_label(label));
        }
        self.place_label(otherwise);
        self.reset_stack(height, params);
        Ok(())
    }

    pub(super) fn end(&mut self) -> Result<(), Error> {
        if self.reachable && matches!(self.target(0)?.kind, ControlKind::Catch { .. }) {
            // The results may lie above the kept reference.
            self.settle_all();
            self.emit_branch(0)?;
        }
        let frame = self.control.pop().ok_or_else(unbalanced)?;
        match frame.kind {
            ControlKind::Function => {
                if self.reachable {
                    self.emit_return()?;
                    self.become_unreachable();
                }
                self.place_return();
                self.place_relay();
                return Ok(());
            }
            // The label of a loop is at its beginning, so only falling through leads here.
            ControlKind::Loop if !self.reachable => {
                self.stack.truncate(frame.height);
                return Ok(());
            }
            _ => {}
        }
        if self.reachable {
            self.settle_all();
        }
        if let ControlKind::If { otherwise: Some(otherwise) } = frame.kind {
            self.place_label(otherwise);
        }
        if matches!(frame.kind, ControlKind::TryTable | ControlKind::Try) {
            self.note_handler();
        }
        if frame.kind != ControlKind::Loop {
            self.place_label(frame.label);
        }
        self.reset_stack(frame.height, frame.results);
        Ok(())
    }

    /// Goes on with values of these types in their slots above `height`.
    pub(super) fn reset_stack(&mut self, height: usize, types: &[ValType]) {
        self.stack.truncate(height);
        for &ty in types {
            self.stack.push(Value::Temporary(None), ty);
        }
        self.reachable = true;
    }

    fn block_types(&self, ty: BlockType) -> Result<(&'a [ValType], &'a [ValType]), Error> {
        Ok(match ty {
            BlockType::Empty => (&[], &[]),
            BlockType::Type(ty) => (&[], alone(self.module.val_type(ty)?)),
            BlockType::FuncType(index) => {
                let module: &'a ModuleData = self.module;
                let ty = module.func_type(index);
                (ty.params(), ty.results())
            }
        })
    }

    /// The block that a branch of this depth goes to.
    pub(super) fn target(&self, depth: u32) -> Result<&ControlFrame<'a>, Error> {
        let index = self.control.len().checked_sub(depth as usize + 1);
        index.map(|index| &self.control[index]).ok_or_else(unbalanced)
    }
}

pub(super) fn unbalanced() -> Error {
    Error::internal("blocks are not balanced")
}

/// A list of just this type; of references it need only be known that they are some.
fn alone(ty: ValType) -> &'static [ValType] {
    match ty {
        ValType::I32 => &[ValType::I32],
        ValType::I64 => &[ValType::I64],
        ValType::F32 => &[ValType::F32],
        ValType::F64 => &[ValType::F64],
        ValType::V128 => &[ValType::V128],
        ValType::Ref(_) => &[ValType::ANYREF],
    }
}
