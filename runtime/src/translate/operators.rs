//! The operators of a function, which are looked at twice.
//!
//! Those that programs mostly consist of are read right here: to do that twice takes less time than
//! to keep them in a list, where each takes twenty times the two bytes that it has in the module.
//! The others wasmparser reads, and whatever looks unusual too, so that it is wasmparser that says
//! what is wrong.

#![expect(clippy::inline_always, reason = "an operator that is not returned need not be copied")]

use std::mem::ManuallyDrop;

use wasmparser::Operator as O;
use wasmparser::{BinaryReader, BlockType, FunctionBody, Operator, OperatorsReader, ValType};

use super::frame::malformed;
use crate::error::Error;

/// The operators of a function.
pub(super) struct Operators<'a> {
    bytes: &'a [u8],
    /// The same, for wasmparser.
    reader: BinaryReader<'a>,
}

/// An operator, as the translation sees it.
pub(super) enum Step<'o, 'a> {
    LocalGet(u32),
    LocalSet(u32),
    LocalTee(u32),
    /// A constant of 32 bits.
    Integer(i32),
    /// An operator of arithmetic.
    Arithmetic(&'static Operator<'static>),
    /// A load or store with this code, of memory 0 and at this constant offset.
    Access(u8, u64),
    Other(&'o Operator<'a>),
}

/// A part of a function's outline.
pub(super) enum Part<'o, 'a> {
    /// A local is read.
    Read(u32),
    /// A local is set.
    Set(u32),
    /// Another operator. Those that begin and end blocks or call functions are among them, those of
    /// arithmetic are not.
    Other(&'o Operator<'a>),
}

impl<'a> Operators<'a> {
    pub(super) fn new(body: &FunctionBody<'a>) -> Result<Self, Error> {
        let mut reader = body.get_binary_reader_for_operators().map_err(malformed)?;
        let (first, features) = (reader.original_position(), reader.features());
        let bytes = reader.read_bytes(reader.bytes_remaining()).map_err(malformed)?;
        Ok(Self { bytes, reader: BinaryReader::new_features(bytes, first, features) })
    }

    /// The first byte of the first operator in the module.
    pub(super) fn first(&self) -> usize {
        self.reader.original_position() as usize
    }

    /// Calls `visit` with each operator and its first byte, counted from that of the first operator.
    pub(super) fn for_each(
        &self,
        mut visit: impl FnMut(usize, Step<'_, 'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut at = 0;
        while let Some(&code) = self.bytes.get(at) {
            let mut immediates = Immediates { bytes: self.bytes, at: at + 1 };
            let (frequent, other);
            let step = if let Some(operator) = arithmetic(code) {
                Step::Arithmetic(operator)
            } else if let Some(step) = immediates.step(code) {
                step
            } else {
                immediates.at = at + 1;
                if let Some(operator) = immediates.frequent(code) {
                    frequent = operator;
                    Step::Other(&frequent)
                } else {
                    other = self.other(at, &mut immediates.at)?;
                    Step::Other(&other)
                }
            };
            // In one place, so that what is done with it can be done right here.
            visit(at, step)?;
            at = immediates.at;
        }
        Ok(())
    }

    /// Calls `visit` with what makes the outline of the function, in order.
    pub(super) fn outline(&self, mut visit: impl FnMut(Part<'_, 'a>)) -> Result<(), Error> {
        let mut at = 0;
        while let Some(&code) = self.bytes.get(at) {
            let mut immediates = Immediates { bytes: self.bytes, at: at + 1 };
            let known = match CLASSES[usize::from(code)] {
                Class::Plain => Some(()),
                Class::Number => immediates.skip_number(),
                Class::Access => immediates.skip_access(),
                Class::Read => immediates.index().map(|local| visit(Part::Read(local))),
                Class::Set => immediates.index().map(|local| visit(Part::Set(local))),
                Class::Other => None,
            };
            if known.is_none() {
                immediates.at = at + 1;
                if let Some(operator) = immediates.frequent(code) {
                    visit(Part::Other(&operator));
                } else {
                    visit(Part::Other(&self.other(at, &mut immediates.at)?));
                }
            }
            at = immediates.at;
        }
        Ok(())
    }

    /// The operator that begins at byte `at`; tells where it ends.
    #[inline(never)]
    fn other(&self, at: usize, end: &mut usize) -> Result<Operator<'a>, Error> {
        let mut rest = self.reader.clone();
        rest.read_bytes(at).map_err(malformed)?;
        let mut rest = OperatorsReader::new(rest);
        let operator = rest.read().map_err(malformed)?;
        *end = rest.get_binary_reader().current_position();
        Ok(operator)
    }
}

/// What follows the code of an operator.
struct Immediates<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// An operator that owns nothing, so that nobody need look whether it does.
type Plain = ManuallyDrop<Operator<'static>>;

impl Immediates<'_> {
    #[inline(always)]
    fn skip_number(&mut self) -> Option<()> {
        while self.byte()? >= 0x80 {}
        Some(())
    }

    /// Skips what follows the code of a load or store, if that is of memory 0.
    #[inline(always)]
    fn skip_access(&mut self) -> Option<()> {
        if self.byte()? < MAX_ALIGNMENTS { self.skip_number() } else { None }
    }

    /// The operator with this code, if it is a frequent one, or one that only certain blocks may
    /// have, of which somebody who reads a single operator knows nothing.
    #[inline(always)]
    fn frequent(&mut self, code: u8) -> Option<Plain> {
        Some(ManuallyDrop::new(match code {
            0x00 => O::Unreachable,
            0x01 => O::Nop,
            0x02 => O::Block { blockty: self.block_type()? },
            0x03 => O::Loop { blockty: self.block_type()? },
            0x04 => O::If { blockty: self.block_type()? },
            0x05 => O::Else,
            0x07 => O::Catch { tag_index: self.index()? },
            0x0b => O::End,
            0x0c => O::Br { relative_depth: self.index()? },
            0x0d => O::BrIf { relative_depth: self.index()? },
            0x0f => O::Return,
            0x10 => O::Call { function_index: self.index()? },
            0x11 => O::CallIndirect { type_index: self.index()?, table_index: self.index()? },
            0x18 => O::Delegate { relative_depth: self.index()? },
            0x19 => O::CatchAll,
            0x1a => O::Drop,
            0x1b => O::Select,
            0x23 => O::GlobalGet { global_index: self.index()? },
            0x24 => O::GlobalSet { global_index: self.index()? },
            0x42 => O::I64Const { value: self.signed()? },
            _ => return None,
        }))
    }

    /// The operator with this code, if it is one of those that the translation knows by less than a whole operator.
    #[inline(always)]
    fn step(&mut self, code: u8) -> Option<Step<'static, 'static>> {
        Some(match code {
            0x20 => Step::LocalGet(self.index()?),
            0x21 => Step::LocalSet(self.index()?),
            0x22 => Step::LocalTee(self.index()?),
            0x28..=0x3e if self.byte()? < MAX_ALIGNMENTS => Step::Access(code, self.unsigned()?.0),
            0x41 => Step::Integer(self.signed()? as i32),
            _ => return None,
        })
    }

    /// The type of a block, if it takes no parameters and has one result at most, of a plain type.
    fn block_type(&mut self) -> Option<BlockType> {
        Some(match self.byte()? {
            0x40 => BlockType::Empty,
            0x7f => BlockType::Type(ValType::I32),
            0x7e => BlockType::Type(ValType::I64),
            0x7d => BlockType::Type(ValType::F32),
            0x7c => BlockType::Type(ValType::F64),
            _ => return None,
        })
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn index(&mut self) -> Option<u32> {
        u32::try_from(self.unsigned()?.0).ok()
    }

    /// A number in LEB128, and how many bits it was written with.
    #[inline(always)]
    fn unsigned(&mut self) -> Option<(u64, u32)> {
        let first = self.byte()?;
        if first < 0x80 {
            return Some((first.into(), 7));
        }
        let (number, end) = longer(self.bytes, self.at - 1)?;
        self.at = end;
        Some(number)
    }

    fn signed(&mut self) -> Option<i64> {
        let (value, bits) = self.unsigned()?;
        let unused = 64_u32.saturating_sub(bits);
        Some((value << unused).cast_signed() >> unused)
    }
}

/// The number in LEB128 that begins at byte `start`, how many bits it was written with, and where it
/// ends. Takes no [`Immediates`], so that those can be in registers.
#[inline(never)]
fn longer(bytes: &[u8], start: usize) -> Option<((u64, u32), usize)> {
    let mut value = 0;
    for (shift, at) in (0..64).step_by(7).zip(start..) {
        let byte = *bytes.get(at)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(((value, shift + 7), at + 1));
        }
    }
    None
}

/// What matters for the outline of a function about an operator with a certain code.
#[derive(Clone, Copy)]
enum Class {
    /// No more than where it ends: it has no immediates.
    Plain,
    /// The same, but there is a number behind it.
    Number,
    /// The same, but it is a load or store.
    Access,
    /// It reads a local.
    Read,
    /// It sets a local.
    Set,
    /// It has to be looked at.
    Other,
}

/// The classes of all codes: what only computes, or accesses a memory or a global, or branches, need not be looked at.
static CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut code = 0;
    while code < classes.len() {
        classes[code] = match code as u8 {
            0x0f | 0x1a | 0x1b | FIRST_ARITHMETIC..=LAST_ARITHMETIC => Class::Plain,
            0x0c | 0x0d | 0x23 | 0x24 | 0x41 | 0x42 => Class::Number,
            0x28..=0x3e => Class::Access,
            0x20 => Class::Read,
            0x21 | 0x22 => Class::Set,
            _ => Class::Other,
        };
        code += 1;
    }
    classes
};

/// The operator with this code, if it is one of arithmetic, none of which has immediates.
fn arithmetic(code: u8) -> Option<&'static Operator<'static>> {
    ARITHMETIC.get(usize::from(code.wrapping_sub(FIRST_ARITHMETIC)))
}

/// The codes of the first and the last operator of arithmetic.
const FIRST_ARITHMETIC: u8 = 0x45;
const LAST_ARITHMETIC: u8 = 0xc4;

/// Alignments are less than this; the bits above say that there is more than an offset behind them.
const MAX_ALIGNMENTS: u8 = 1 << 4;

/// The operators of arithmetic, in the order of their codes.
#[rustfmt::skip]
static ARITHMETIC: [Operator<'static>; (LAST_ARITHMETIC - FIRST_ARITHMETIC) as usize + 1] = [
    O::I32Eqz, O::I32Eq, O::I32Ne, O::I32LtS, O::I32LtU, O::I32GtS, O::I32GtU, O::I32LeS,
    O::I32LeU, O::I32GeS, O::I32GeU,
    O::I64Eqz, O::I64Eq, O::I64Ne, O::I64LtS, O::I64LtU, O::I64GtS, O::I64GtU, O::I64LeS,
    O::I64LeU, O::I64GeS, O::I64GeU,
    O::F32Eq, O::F32Ne, O::F32Lt, O::F32Gt, O::F32Le, O::F32Ge,
    O::F64Eq, O::F64Ne, O::F64Lt, O::F64Gt, O::F64Le, O::F64Ge,
    O::I32Clz, O::I32Ctz, O::I32Popcnt, O::I32Add, O::I32Sub, O::I32Mul, O::I32DivS, O::I32DivU,
    O::I32RemS, O::I32RemU, O::I32And, O::I32Or, O::I32Xor, O::I32Shl, O::I32ShrS, O::I32ShrU,
    O::I32Rotl, O::I32Rotr,
    O::I64Clz, O::I64Ctz, O::I64Popcnt, O::I64Add, O::I64Sub, O::I64Mul, O::I64DivS, O::I64DivU,
    O::I64RemS, O::I64RemU, O::I64And, O::I64Or, O::I64Xor, O::I64Shl, O::I64ShrS, O::I64ShrU,
    O::I64Rotl, O::I64Rotr,
    O::F32Abs, O::F32Neg, O::F32Ceil, O::F32Floor, O::F32Trunc, O::F32Nearest, O::F32Sqrt,
    O::F32Add, O::F32Sub, O::F32Mul, O::F32Div, O::F32Min, O::F32Max, O::F32Copysign,
    O::F64Abs, O::F64Neg, O::F64Ceil, O::F64Floor, O::F64Trunc, O::F64Nearest, O::F64Sqrt,
    O::F64Add, O::F64Sub, O::F64Mul, O::F64Div, O::F64Min, O::F64Max, O::F64Copysign,
    O::I32WrapI64, O::I32TruncF32S, O::I32TruncF32U, O::I32TruncF64S, O::I32TruncF64U,
    O::I64ExtendI32S, O::I64ExtendI32U, O::I64TruncF32S, O::I64TruncF32U, O::I64TruncF64S,
    O::I64TruncF64U,
    O::F32ConvertI32S, O::F32ConvertI32U, O::F32ConvertI64S, O::F32ConvertI64U, O::F32DemoteF64,
    O::F64ConvertI32S, O::F64ConvertI32U, O::F64ConvertI64S, O::F64ConvertI64U, O::F64PromoteF32,
    O::I32ReinterpretF32, O::I64ReinterpretF64, O::F32ReinterpretI32, O::F64ReinterpretI64,
    O::I32Extend8S, O::I32Extend16S, O::I64Extend8S, O::I64Extend16S, O::I64Extend32S,
];

#[cfg(test)]
mod tests {
    use wasmparser::MemArgTarget;

    use super::*;
    use crate::translate::memory::access_of;

    /// Reads the first operator of `bytes` here and with wasmparser, and compares what both say; false if it is not
    /// read here.
    fn compare(bytes: &[u8]) -> bool {
        let code = bytes[0];
        // These may not stand in a block of the plainest kind.
        if matches!(code, 0x05 | 0x07 | 0x18 | 0x19) {
            return false;
        }
        let mut reader = OperatorsReader::new(BinaryReader::new(bytes, 0));
        let expected = reader.read();
        let is = |operator: Operator<'_>| expected.as_ref().is_ok_and(|other| *other == operator);
        let mut immediates = Immediates { bytes, at: 1 };
        let agrees = match (arithmetic(code), immediates.step(code)) {
            (Some(operator), _) => is(operator.clone()),
            (_, Some(Step::LocalGet(local_index))) => is(O::LocalGet { local_index }),
            (_, Some(Step::LocalSet(local_index))) => is(O::LocalSet { local_index }),
            (_, Some(Step::LocalTee(local_index))) => is(O::LocalTee { local_index }),
            (_, Some(Step::Integer(value))) => is(O::I32Const { value }),
            (_, Some(Step::Access(code, offset))) => {
                let access = expected.as_ref().ok().and_then(access_of);
                access.is_some_and(|(other, place)| {
                    (code, offset, MemArgTarget::Memory(0)) == (other, place.offset, place.target)
                })
            }
            _ => {
                immediates.at = 1;
                match immediates.frequent(code) {
                    Some(operator) => is(ManuallyDrop::into_inner(operator)),
                    None => return false,
                }
            }
        };
        assert!(agrees, "{bytes:02x?} is {expected:?}");
        assert_eq!(immediates.at, reader.original_position() as usize, "{bytes:02x?}");
        let mut skipping = Immediates { bytes, at: 1 };
        let skipped = match CLASSES[usize::from(code)] {
            Class::Plain => Some(()),
            Class::Number => skipping.skip_number(),
            Class::Access => skipping.skip_access(),
            Class::Read | Class::Set | Class::Other => None,
        };
        if skipped.is_some() {
            assert_eq!(skipping.at, immediates.at, "{bytes:02x?}");
        }
        true
    }

    #[test]
    fn frequent_operators_are_read_as_wasmparser_reads_them() {
        let numbers: [&[u8]; 8] = [
            &[0x00],
            &[0x3f],
            &[0x40],
            &[0x7f],
            &[0xff, 0x00],
            &[0x80, 0xff, 0x7f],
            &[0xff, 0xff, 0xff, 0xff, 0x07],
            &[0x80, 0x80, 0x80, 0x80, 0x78],
        ];
        let mut frequent = 0;
        for code in 0..=u8::MAX {
            for number in numbers {
                // An access has an alignment first, and an indirect call a table last.
                let is_access = (0x28..=0x3e).contains(&code);
                let mut bytes = if is_access { vec![code, 2] } else { vec![code] };
                bytes.extend_from_slice(number);
                bytes.push(0);
                let is_signed = matches!(code, 0x41 | 0x42);
                if is_signed || number[number.len() - 1] < 0x40 {
                    frequent += usize::from(compare(&bytes));
                }
            }
        }
        assert!(frequent > 500, "{frequent}");
    }

    #[test]
    fn constants_of_all_lengths_keep_their_signs() {
        for bits in 0..64 {
            for value in [1_i64 << bits, -1 << bits, i64::MAX >> bits] {
                let mut bytes = vec![0x42];
                let mut rest = value;
                while !(-0x40..0x40).contains(&rest) {
                    bytes.push(rest as u8 | 0x80);
                    rest >>= 7;
                }
                bytes.push(rest as u8 & 0x7f);
                assert!(compare(&bytes));
                let mut immediates = Immediates { bytes: &bytes, at: 1 };
                let operator = immediates.frequent(0x42).map(ManuallyDrop::into_inner);
                assert_eq!(operator, Some(O::I64Const { value }));
            }
        }
    }

    #[test]
    fn what_ends_too_early_is_left_to_wasmparser() {
        for bytes in [&[0x20_u8][..], &[0x20, 0x80], &[0x28, 2], &[0x41, 0xff], &[0x42]] {
            let read_here = Immediates { bytes, at: 1 }.step(bytes[0]).is_some()
                || Immediates { bytes, at: 1 }.frequent(bytes[0]).is_some();
            assert!(!read_here, "{bytes:02x?}");
        }
    }
}
