//! Tests of what references refer to.

use wasmparser::Operator;

use super::super::instruction::{Instruction, Kind, Operand};
use super::super::translator::Translator;
use super::ObjectKind as Object;
use super::kind::Tested;
use crate::error::Error;
use crate::interpreter::handler::cast::TestedKind;
use crate::interpreter::operation::IntCompare;
use crate::types::{HeapType, RefType, TypeId, ValType};

impl Translator<'_> {
    /// Translates an operator that tests what a reference refers to, or returns false.
    pub(super) fn cast_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        match *operator {
            Operator::RefTestNonNull { hty } => self.test(self.reference(hty, false)?)?,
            Operator::RefTestNullable { hty } => self.test(self.reference(hty, true)?)?,
            Operator::RefCastNonNull { hty } => self.cast(self.reference(hty, false)?)?,
            Operator::RefCastNullable { hty } => self.cast(self.reference(hty, true)?)?,
            Operator::BrOnCast { relative_depth, to_ref_type: to, .. } => {
                let ty = self.reference(to.heap_type(), to.is_nullable())?;
                self.branch_on_cast(relative_depth, ty, true)?;
            }
            Operator::BrOnCastFail { relative_depth, to_ref_type: to, .. } => {
                let ty = self.reference(to.heap_type(), to.is_nullable())?;
                self.branch_on_cast(relative_depth, ty, false)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn reference(&self, ty: wasmparser::HeapType, nullable: bool) -> Result<RefType, Error> {
        Ok(RefType::new(nullable, self.module.heap_type(ty)?))
    }

    /// How to test for a type.
    fn tested(&self, ty: RefType) -> Tested {
        let kind = match ty.heap_type() {
            HeapType::Extern | HeapType::Func | HeapType::Any | HeapType::Exn => TestedKind::All,
            HeapType::NoExtern | HeapType::NoFunc | HeapType::None | HeapType::NoExn => {
                TestedKind::Nothing
            }
            HeapType::Eq => TestedKind::Eq,
            HeapType::I31 => TestedKind::I31,
            HeapType::Array => TestedKind::Array,
            HeapType::Struct => TestedKind::Struct,
            HeapType::ConcreteArray(_) | HeapType::ConcreteStruct(_) => TestedKind::Declared,
            HeapType::ConcreteFunc(_) => TestedKind::Function,
        };
        let declared = ty.heap_type().declared();
        let depth = declared.and_then(|id| self.module.type_depth(id)).unwrap_or_default();
        // Validation lets no more than 63 types be above one.
        let depth = depth as u16;
        let id = declared.map_or(0, TypeId::as_u32);
        Tested { kind, id, depth, nullable: ty.is_nullable() }
    }

    fn test(&mut self, ty: RefType) -> Result<(), Error> {
        self.unary_on_reference(Object::Test(self.tested(ty)), ValType::I32)
    }

    fn cast(&mut self, ty: RefType) -> Result<(), Error> {
        self.unary_on_reference(Object::Cast(self.tested(ty)), ty.into())
    }

    fn unary_on_reference(&mut self, kind: Object, result: ValType) -> Result<(), Error> {
        self.settle_if_constant(0)?;
        let x = self.pop_operand()?;
        self.emit_result(Instruction::new(Kind::Object(kind), x, Operand::None), result);
        Ok(())
    }

    /// Branches if it is `wanted` whether the reference on top belongs to a type. It stays there.
    fn branch_on_cast(&mut self, depth: u32, ty: RefType, wanted: bool) -> Result<(), Error> {
        self.settle_all();
        let reference = self.peek(0)?.home();
        let kind = Kind::Object(Object::Test(self.tested(ty)));
        self.emit_result(Instruction::new(kind, reference, Operand::None), ValType::I32);
        if !wanted {
            self.equals_zero(IntCompare::I32Eq)?;
        }
        self.branch_if(depth)
    }

    /// Replaces the index on top by the function in a table which has this index and must be of a
    /// declared type, or of one below it.
    pub(in super::super) fn callee(&mut self, table: u32, type_index: u32) -> Result<(), Error> {
        let ty = RefType::new(false, self.module.types.get(type_index).heap_type());
        let kind = Object::Callee(self.module.layout.table(table), self.tested(ty));
        self.on_slots(Kind::Object(kind), 1, &[ty.into()])
    }
}
