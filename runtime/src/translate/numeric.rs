//! The operators of plain arithmetic: which operation each of them is.

use wasmparser::Operator as O;

use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::operation::{
    Division as D, FloatBinary as FB, FloatCompare as FC, FloatToInt as FI, FloatUnary as FU,
    IntBinary as B, IntCompare as C, IntToFloat as IF, IntUnary as U,
};
use crate::types::ValType::{F32, F64, I32, I64};

impl Translator<'_> {
    /// Translates an operator of arithmetic, or returns false.
    pub(super) fn numeric_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        Ok(self.binary_operator(operator)?
            || self.comparison_operator(operator)?
            || self.float_operator(operator)?
            || self.unary_operator(operator)?
            || self.conversion_operator(operator)?)
    }

    fn binary_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        let operation = match operator {
            O::I32Add => B::I32Add,
            O::I32Sub => B::I32Sub,
            O::I32Mul => B::I32Mul,
            O::I32And => B::I32And,
            O::I32Or => B::I32Or,
            O::I32Xor => B::I32Xor,
            O::I32Shl => B::I32Shl,
            O::I32ShrS => B::I32ShrS,
            O::I32ShrU => B::I32ShrU,
            O::I32Rotl => B::I32Rotl,
            O::I32Rotr => B::I32Rotr,
            O::I64Add => B::I64Add,
            O::I64Sub => B::I64Sub,
            O::I64Mul => B::I64Mul,
            O::I64And => B::I64And,
            O::I64Or => B::I64Or,
            O::I64Xor => B::I64Xor,
            O::I64Shl => B::I64Shl,
            O::I64ShrS => B::I64ShrS,
            O::I64ShrU => B::I64ShrU,
            O::I64Rotl => B::I64Rotl,
            O::I64Rotr => B::I64Rotr,
            _ => return self.division_operator(operator),
        };
        self.binary(operation)?;
        Ok(true)
    }

    fn division_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        let operation = match operator {
            O::I32DivS => D::I32DivS,
            O::I32DivU => D::I32DivU,
            O::I32RemS => D::I32RemS,
            O::I32RemU => D::I32RemU,
            O::I64DivS => D::I64DivS,
            O::I64DivU => D::I64DivU,
            O::I64RemS => D::I64RemS,
            O::I64RemU => D::I64RemU,
            _ => return Ok(false),
        };
        self.divide(operation)?;
        Ok(true)
    }

    fn comparison_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        let (operation, swapped) = match operator {
            O::I32Eq => (C::I32Eq, false),
            O::I32Ne => (C::I32Ne, false),
            O::I32LtS => (C::I32LtS, false),
            O::I32LtU => (C::I32LtU, false),
            O::I32GtS => (C::I32LtS, true),
            O::I32GtU => (C::I32LtU, true),
            O::I32LeS => (C::I32LeS, false),
            O::I32LeU => (C::I32LeU, false),
            O::I32GeS => (C::I32LeS, true),
            O::I32GeU => (C::I32LeU, true),
            O::I64Eq => (C::I64Eq, false),
            O::I64Ne => (C::I64Ne, false),
            O::I64LtS => (C::I64LtS, false),
            O::I64LtU => (C::I64LtU, false),
            O::I64GtS => (C::I64LtS, true),
            O::I64GtU => (C::I64LtU, true),
            O::I64LeS => (C::I64LeS, false),
            O::I64LeU => (C::I64LeU, false),
            O::I64GeS => (C::I64LeS, true),
            O::I64GeU => (C::I64LeU, true),
            O::I32Eqz => return self.equals_zero(C::I32Eq).map(|()| true),
            O::I64Eqz => return self.equals_zero(C::I64Eq).map(|()| true),
            _ => return Ok(false),
        };
        self.compare(operation, swapped)?;
        Ok(true)
    }

    fn float_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        let operation = match operator {
            O::F32Add => FB::F32Add,
            O::F32Sub => FB::F32Sub,
            O::F32Mul => FB::F32Mul,
            O::F32Div => FB::F32Div,
            O::F32Min => FB::F32Min,
            O::F32Max => FB::F32Max,
            O::F32Copysign => FB::F32Copysign,
            O::F64Add => FB::F64Add,
            O::F64Sub => FB::F64Sub,
            O::F64Mul => FB::F64Mul,
            O::F64Div => FB::F64Div,
            O::F64Min => FB::F64Min,
            O::F64Max => FB::F64Max,
            O::F64Copysign => FB::F64Copysign,
            _ => return self.float_comparison_operator(operator),
        };
        self.float_binary(operation)?;
        Ok(true)
    }

    fn float_comparison_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        let (operation, swapped) = match operator {
            O::F32Eq => (FC::F32Eq, false),
            O::F32Ne => (FC::F32Ne, false),
            O::F32Lt => (FC::F32Lt, false),
            O::F32Gt => (FC::F32Lt, true),
            O::F32Le => (FC::F32Le, false),
            O::F32Ge => (FC::F32Le, true),
            O::F64Eq => (FC::F64Eq, false),
            O::F64Ne => (FC::F64Ne, false),
            O::F64Lt => (FC::F64Lt, false),
            O::F64Gt => (FC::F64Lt, true),
            O::F64Le => (FC::F64Le, false),
            O::F64Ge => (FC::F64Le, true),
            _ => return Ok(false),
        };
        self.float_compare(operation, swapped)?;
        Ok(true)
    }

    fn unary_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        let (operation, ty) = match operator {
            O::I32Clz => (U::I32Clz, I32),
            O::I32Ctz => (U::I32Ctz, I32),
            O::I32Popcnt => (U::I32Popcnt, I32),
            O::I32Extend8S => (U::I32Extend8S, I32),
            O::I32Extend16S => (U::I32Extend16S, I32),
            O::I32WrapI64 => (U::I32WrapI64, I32),
            O::I64Clz => (U::I64Clz, I64),
            O::I64Ctz => (U::I64Ctz, I64),
            O::I64Popcnt => (U::I64Popcnt, I64),
            O::I64Extend8S => (U::I64Extend8S, I64),
            O::I64Extend16S => (U::I64Extend16S, I64),
            O::I64Extend32S | O::I64ExtendI32S => (U::I64Extend32S, I64),
            O::I64ExtendI32U => (U::I64ExtendI32U, I64),
            _ => return self.float_unary_operator(operator),
        };
        self.unary(operation, ty)?;
        Ok(true)
    }

    fn float_unary_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        let (operation, ty) = match operator {
            O::F32Abs => (FU::F32Abs, F32),
            O::F32Neg => (FU::F32Neg, F32),
            O::F32Ceil => (FU::F32Ceil, F32),
            O::F32Floor => (FU::F32Floor, F32),
            O::F32Trunc => (FU::F32Trunc, F32),
            O::F32Nearest => (FU::F32Nearest, F32),
            O::F32Sqrt => (FU::F32Sqrt, F32),
            O::F32DemoteF64 => (FU::F32DemoteF64, F32),
            O::F64Abs => (FU::F64Abs, F64),
            O::F64Neg => (FU::F64Neg, F64),
            O::F64Ceil => (FU::F64Ceil, F64),
            O::F64Floor => (FU::F64Floor, F64),
            O::F64Trunc => (FU::F64Trunc, F64),
            O::F64Nearest => (FU::F64Nearest, F64),
            O::F64Sqrt => (FU::F64Sqrt, F64),
            O::F64PromoteF32 => (FU::F64PromoteF32, F64),
            _ => return Ok(false),
        };
        self.float_unary(operation, ty)?;
        Ok(true)
    }

    fn conversion_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        let (operation, ty) = match operator {
            O::I32TruncF32S => (FI::I32TruncF32S, I32),
            O::I32TruncF32U => (FI::I32TruncF32U, I32),
            O::I32TruncF64S => (FI::I32TruncF64S, I32),
            O::I32TruncF64U => (FI::I32TruncF64U, I32),
            O::I64TruncF32S => (FI::I64TruncF32S, I64),
            O::I64TruncF32U => (FI::I64TruncF32U, I64),
            O::I64TruncF64S => (FI::I64TruncF64S, I64),
            O::I64TruncF64U => (FI::I64TruncF64U, I64),
            O::I32TruncSatF32S => (FI::I32TruncSatF32S, I32),
            O::I32TruncSatF32U => (FI::I32TruncSatF32U, I32),
            O::I32TruncSatF64S => (FI::I32TruncSatF64S, I32),
            O::I32TruncSatF64U => (FI::I32TruncSatF64U, I32),
            O::I64TruncSatF32S => (FI::I64TruncSatF32S, I64),
            O::I64TruncSatF32U => (FI::I64TruncSatF32U, I64),
            O::I64TruncSatF64S => (FI::I64TruncSatF64S, I64),
            O::I64TruncSatF64U => (FI::I64TruncSatF64U, I64),
            O::I32ReinterpretF32 => (FI::Reinterpret, I32),
            O::I64ReinterpretF64 => (FI::Reinterpret, I64),
            _ => return self.integer_conversion_operator(operator),
        };
        self.convert_to_int(operation, ty)?;
        Ok(true)
    }

    fn integer_conversion_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        let (operation, ty) = match operator {
            O::F32ConvertI32S => (IF::F32ConvertI32S, F32),
            O::F32ConvertI32U => (IF::F32ConvertI32U, F32),
            O::F32ConvertI64S => (IF::F32ConvertI64S, F32),
            O::F32ConvertI64U => (IF::F32ConvertI64U, F32),
            O::F64ConvertI32S => (IF::F64ConvertI32S, F64),
            O::F64ConvertI32U => (IF::F64ConvertI32U, F64),
            O::F64ConvertI64S => (IF::F64ConvertI64S, F64),
            O::F64ConvertI64U => (IF::F64ConvertI64U, F64),
            O::F32ReinterpretI32 => (IF::Reinterpret, F32),
            O::F64ReinterpretI64 => (IF::Reinterpret, F64),
            _ => return Ok(false),
        };
        self.convert_to_float(operation, ty)?;
        Ok(true)
    }
}
