//! Access to fields of structures and elements of arrays.

use wasmparser::Operator;

use super::super::instruction::{Instruction, Kind, Operand};
use super::super::translator::Translator;
use super::ObjectKind as Object;
use crate::error::Error;
use crate::interpreter::operation::{FloatLoad, FloatStore, IntLoad, IntStore};
use crate::types::{CompositeType, FieldType, StorageType, ValType};
use crate::vm::Storage;

/// How values of a field's type are read and written.
#[derive(Clone, Copy)]
enum Access {
    Int(IntLoad, IntStore),
    Float(FloatLoad, FloatStore),
    Vector,
}

impl Access {
    /// The access to a field, which is extended with its sign if that is wanted.
    fn of(field: &FieldType, signed: bool) -> Self {
        match field.storage() {
            StorageType::Val(ValType::F32) => Self::Float(FloatLoad::F32Load, FloatStore::F32Store),
            StorageType::Val(ValType::F64) => Self::Float(FloatLoad::F64Load, FloatStore::F64Store),
            _ => match (Storage::of(field), signed) {
                (Storage::Bits8, false) => Self::Int(IntLoad::Load8U, IntStore::Store8),
                (Storage::Bits8, true) => Self::Int(IntLoad::Load8SAs32, IntStore::Store8),
                (Storage::Bits16, false) => Self::Int(IntLoad::Load16U, IntStore::Store16),
                (Storage::Bits16, true) => Self::Int(IntLoad::Load16SAs32, IntStore::Store16),
                (Storage::Bits32 | Storage::Reference, _) => {
                    Self::Int(IntLoad::Load32, IntStore::Store32)
                }
                (Storage::Bits64, _) => Self::Int(IntLoad::Load64, IntStore::Store64),
                (Storage::Bits128, _) => Self::Vector,
            },
        }
    }
}

impl Translator<'_> {
    /// Translates an operator that reads or writes a field or an element, or returns false.
    pub(super) fn access_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        match *operator {
            Operator::StructGet { struct_type_index: ty, field_index: field }
            | Operator::StructGetU { struct_type_index: ty, field_index: field } => {
                self.get_field(ty, field, false)?;
            }
            Operator::StructGetS { struct_type_index: ty, field_index: field } => {
                self.get_field(ty, field, true)?;
            }
            Operator::StructSet { struct_type_index: ty, field_index: field } => {
                self.set_field(ty, field)?;
            }
            Operator::ArrayGet { array_type_index: ty }
            | Operator::ArrayGetU { array_type_index: ty } => self.get_element(ty, false)?,
            Operator::ArrayGetS { array_type_index: ty } => self.get_element(ty, true)?,
            Operator::ArraySet { array_type_index: ty } => self.set_element(ty)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A field of a declared type, and its distance from the beginning of the object.
    fn field(&self, ty: u32, field: u32) -> Result<(FieldType, u32), Error> {
        let fields = self.fields(ty)?;
        let place = self.module.struct_shape(ty).and_then(|shape| {
            Some((*fields.get(field as usize)?, shape.fields().get(field as usize)?.0))
        });
        place.ok_or_else(|| Error::internal("a structure has no such field"))
    }

    fn element(&self, ty: u32) -> Result<FieldType, Error> {
        match self.module.types.get(ty).composite() {
            CompositeType::Array(element) => Ok(*element),
            _ => Err(Error::internal("elements of something that is no array")),
        }
    }

    fn get_field(&mut self, ty: u32, field: u32, signed: bool) -> Result<(), Error> {
        let (field, place) = self.field(ty, field)?;
        let kind = match Access::of(&field, signed) {
            Access::Int(load, _) => Object::Get(load),
            Access::Float(load, _) => Object::GetFloat(load),
            Access::Vector => {
                let kind = Kind::Object(Object::GetVector(place));
                return self.on_slots(kind, 1, &[ValType::V128]);
            }
        };
        self.settle_if_constant(0)?;
        let x = self.pop_operand()?;
        let get = Instruction::new(Kind::Object(kind), x, Operand::None).with_offset(place);
        self.emit_result(get, field.storage().unpacked());
        Ok(())
    }

    fn set_field(&mut self, ty: u32, field: u32) -> Result<(), Error> {
        let (field, place) = self.field(ty, field)?;
        let kind = match Access::of(&field, false) {
            Access::Int(_, store) => Object::Set(store),
            Access::Float(_, store) => Object::SetFloat(store),
            Access::Vector => {
                return self.on_slots(Kind::Object(Object::SetVector(place)), 2, &[]);
            }
        };
        self.settle_if_constant(1)?;
        self.settle_wide(1);
        let y = self.pop_operand()?;
        let x = self.pop_operand()?;
        self.emit(Instruction::new(Kind::Object(kind), x, y).with_offset(place));
        Ok(())
    }

    fn get_element(&mut self, ty: u32, signed: bool) -> Result<(), Error> {
        let element = self.element(ty)?;
        let kind = match Access::of(&element, signed) {
            Access::Int(load, _) => Object::GetElement(load),
            Access::Float(load, _) => Object::GetElementFloat(load),
            Access::Vector => {
                let kind = Kind::Object(Object::GetElementVector);
                return self.on_slots(kind, 2, &[ValType::V128]);
            }
        };
        self.settle_wide(2);
        let y = self.pop_operand()?;
        let x = self.pop_operand()?;
        let get = Instruction::new(Kind::Object(kind), x, y);
        self.emit_result(get, element.storage().unpacked());
        Ok(())
    }

    fn set_element(&mut self, ty: u32) -> Result<(), Error> {
        let kind = match Access::of(&self.element(ty)?, false) {
            Access::Int(_, store) => Object::SetElement(store),
            Access::Float(_, store) => Object::SetElementFloat(store),
            Access::Vector => {
                return self.on_slots(Kind::Object(Object::SetElementVector), 3, &[]);
            }
        };
        self.settle_wide(3);
        self.settle_if_constant(0)?;
        let z = self.pop_operand()?;
        let y = self.pop_operand()?;
        let x = self.pop_operand()?;
        self.emit(Instruction::new(Kind::Object(kind), x, y).with_z(z));
        Ok(())
    }
}
