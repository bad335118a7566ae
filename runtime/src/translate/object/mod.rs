//! Structures, arrays and `i31`: making them, and access to what they hold.
//!
//! Only [operations](HeapOperation) make objects, and so may collect garbage. Whatever refers to an
//! object lies in a slot then: operands are put there before, and behind such an operation no result
//! before it is taken from an accumulator only.

mod access;
mod cast;
mod kind;
mod lower;

use wasmparser::Operator;

pub(super) use self::kind::ObjectKind;
pub(super) use self::lower::find;

use super::instruction::{Instruction, Kind, Operand};
use super::stack::Value;
use super::translator::{Accumulators, Translator};
use crate::error::Error;
use crate::interpreter::handler::heap::HeapOperation as Heap;
use crate::interpreter::operation::{IntBinary, IntCompare};
use crate::trap::TrapCode;
use crate::types::{CompositeType, FieldType, HeapType, RefType, ValType};

impl Translator<'_> {
    /// Translates an operator of objects, or returns false.
    pub(super) fn object_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        match *operator {
            Operator::RefEq => self.compare(IntCompare::I64Eq, false)?,
            Operator::RefI31 => self.ref_i31()?,
            Operator::I31GetS => self.i31_get(IntBinary::I32ShrS)?,
            Operator::I31GetU => self.i31_get(IntBinary::I32ShrU)?,
            // Both hierarchies have the same references.
            Operator::AnyConvertExtern => self.retype(RefType::ANYREF.into())?,
            Operator::ExternConvertAny => self.retype(RefType::EXTERNREF.into())?,
            Operator::StructNew { struct_type_index: ty } => match self.fields(ty)?.len() {
                0 => self.make(Heap::NewDefaultStruct, 0, ty, 0)?,
                count => self.make(Heap::NewStruct, count, ty, 0)?,
            },
            Operator::StructNewDefault { struct_type_index: ty } => {
                self.make(Heap::NewDefaultStruct, 0, ty, 0)?;
            }
            Operator::ArrayNew { array_type_index: ty } => self.make(Heap::NewArray, 2, ty, 0)?,
            Operator::ArrayNewDefault { array_type_index: ty } => {
                self.make(Heap::NewDefaultArray, 1, ty, 0)?;
            }
            Operator::ArrayNewFixed { array_type_index: ty, array_size: count } => {
                self.make(Heap::NewFixedArray, count as usize, ty, count)?;
            }
            Operator::ArrayNewData { array_type_index: ty, array_data_index: segment } => {
                self.make(Heap::NewArrayOfData, 2, ty, segment)?;
            }
            Operator::ArrayNewElem { array_type_index: ty, array_elem_index: segment } => {
                self.make(Heap::NewArrayOfElements, 2, ty, segment)?;
            }
            Operator::ArrayFill { array_type_index: ty } => self.work(Heap::FillArray, 4, ty, 0)?,
            Operator::ArrayCopy { array_type_index_dst: ty, .. } => {
                self.work(Heap::CopyArray, 5, ty, 0)?;
            }
            Operator::ArrayInitData { array_type_index: ty, array_data_index: segment } => {
                self.work(Heap::InitArrayOfData, 4, ty, segment)?;
            }
            Operator::ArrayInitElem { array_type_index: ty, array_elem_index: segment } => {
                self.work(Heap::InitArrayOfElements, 4, ty, segment)?;
            }
            Operator::ArrayLen => self.array_length()?,
            _ => return Ok(self.access_operator(operator)? || self.cast_operator(operator)?),
        }
        Ok(true)
    }

    /// An operation that makes an object of a declared type of `count` values.
    fn make(&mut self, operation: Heap, count: usize, ty: u32, second: u32) -> Result<(), Error> {
        let result = RefType::new(false, self.module.types.get(ty).heap_type());
        let kind = ObjectKind::Work(operation, self.module.layout.declared_type(ty), second);
        self.on_slots(Kind::Object(kind), count, &[result.into()])?;
        // Results that are still to be used must be found in their slots.
        self.accumulators = Accumulators::default();
        Ok(())
    }

    /// An operation on an array of a declared type and other operands, `count` with it.
    fn work(&mut self, operation: Heap, count: usize, ty: u32, second: u32) -> Result<(), Error> {
        let kind = ObjectKind::Work(operation, self.module.layout.declared_type(ty), second);
        self.on_slots(Kind::Object(kind), count, &[])
    }

    /// The fields of a declared type of structures.
    pub(super) fn fields(&self, ty: u32) -> Result<&[FieldType], Error> {
        match self.module.types.get(ty).composite() {
            CompositeType::Struct(fields) => Ok(fields),
            _ => Err(Error::internal("fields of something that is no structure")),
        }
    }

    /// Makes an `i31`: the integer, and the bit that tells it from references.
    fn ref_i31(&mut self) -> Result<(), Error> {
        let ty = ValType::Ref(RefType::new(false, HeapType::I31));
        if let Value::Constant(bits) = self.peek(0)?.value {
            self.pop()?;
            self.constant(u64::from((bits as u32) << 1 | 1), ty);
            return Ok(());
        }
        for operation in [IntBinary::I32Shl, IntBinary::I32Or] {
            self.constant(1, ValType::I32);
            self.binary(operation)?;
        }
        self.retype(ty)
    }

    /// The integer of an `i31`, which `shift` makes wider.
    fn i31_get(&mut self, shift: IntBinary) -> Result<(), Error> {
        let is_nullable = self.peek(0)?.ty.as_ref_type().is_none_or(|ty| ty.is_nullable());
        if is_nullable {
            self.trap_on_null(TrapCode::NullI31Reference)?;
        }
        // A constant would be taken for an integer of 64 bits.
        self.settle_if_constant(0)?;
        self.retype(ValType::I32)?;
        self.constant(1, ValType::I32);
        self.binary(shift)
    }

    /// Makes the value on top one of another type that lies in slots alike.
    fn retype(&mut self, ty: ValType) -> Result<(), Error> {
        let entry = self.pop()?;
        self.stack.push(entry.value, ty);
        Ok(())
    }

    fn array_length(&mut self) -> Result<(), Error> {
        self.settle_if_constant(0)?;
        let x = self.pop_operand()?;
        let length = Instruction::new(Kind::Object(ObjectKind::Length), x, Operand::None);
        self.emit_result(length, ValType::I32);
        Ok(())
    }
}
