//! Joining cells: which of them can share a dispatch with the one behind.

use super::instruction::{Bank, Instruction, Kind, Operand};
use super::lower::counter;
use crate::interpreter::handler::join::Form;
use crate::interpreter::operand::{Source, Target};
use crate::interpreter::operation::{FloatBinary, FloatLoad, IntBinary, IntLoad};
use crate::vm::Place;

/// What the handlers that join cells need to know of an instruction.
pub(super) fn form(instruction: &Instruction) -> Option<Form> {
    let (x, y) = (instruction.x.source(), instruction.y.source());
    let z = || instruction.z.source();
    let to = instruction.to.target();
    Some(match instruction.kind {
        Kind::Load(load) => Form::Load(load, x, to),
        Kind::LoadFloat(load) => Form::LoadFloat(load, x, to),
        Kind::LoadIndexed(load) => Form::LoadIndexed(load, (x, y), to),
        Kind::Store(store) => Form::Store(store, x, y),
        Kind::Binary(IntBinary::I32Add) => Form::Add((x, y), to),
        Kind::BinaryChain(first, second)
            if (y, z(), to) == (Source::Constant, Source::Constant, Target::Acc) =>
        {
            Form::Chain(first, second, x)
        }
        Kind::Compare(compare) => Form::Compare(compare, (x, y), to),
        Kind::Copy(Bank::Int) => Form::Copy(x, to),
        Kind::CopyCopy(second) => Form::CopyCopy((x, to), (y, second.target())),
        Kind::GlobalAdd { place: Place::Inline(_), moves } => Form::GlobalAdd(moves, to),
        Kind::GlobalSetSum(Place::Inline(_)) => Form::GlobalSetSum(x),
        Kind::LoadCombineFloat(FloatLoad::F64Load, FloatBinary::F64Mul) => {
            Form::LoadMultiply(x, y, to)
        }
        Kind::FloatBinaryStore(FloatBinary::F64Add) => Form::AddStore((x, y), z()),
        Kind::Branch => Form::Branch,
        Kind::BranchIf(compare) => Form::BranchIf(compare, x, y),
        Kind::AddBranch(compare, false) => Form::AddBranch(compare, counter(x, to)?, y, z()),
        Kind::LoadBranch(IntLoad::Load32, compare, _)
            if compare.is_commutative() && (y, to) == (Source::Constant, Target::Acc) =>
        {
            Form::LoadBranch(compare, x)
        }
        Kind::BranchTable(_) => Form::BranchTable(x),
        Kind::LoadTable(load, ..) => Form::LoadTable(load, x, to),
        Kind::Call { .. } => Form::Call,
        Kind::CopyCall { .. } => Form::CopyCall(x),
        Kind::CallIndirect { .. } if instruction.x != Operand::None => Form::CallIndirect(x),
        Kind::Return => Form::Leave,
        Kind::ReturnValue(Bank::Int) => Form::LeaveWith(x),
        _ => return None,
    })
}
