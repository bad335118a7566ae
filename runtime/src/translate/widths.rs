//! Which slots the operands and the result of an instruction take: one each, or two if it is a vector.

use super::far::FarAccess;
use super::instruction::{Bank, Instruction, Kind};
use super::object::ObjectKind as Object;
use super::vector::VectorKind as Vector;

/// The slots that an instruction's operands are in: the first, and how many.
pub(super) fn operands(instruction: &Instruction) -> impl Iterator<Item = (u32, u32)> {
    let &Instruction { kind, x, y, z, .. } = instruction;
    let are_vectors = match kind {
        Kind::Copy(Bank::Vector)
        | Kind::Select(Bank::Vector)
        | Kind::GlobalSet(Bank::Vector, _)
        | Kind::ReturnValue(Bank::Vector) => [true, true, false],
        Kind::Vector(kind) => of_vector_kind(kind),
        Kind::Far(access, _) => [false, takes_vector(access), false],
        Kind::Object(Object::SetVector(_)) => [false, true, false],
        Kind::Object(Object::SetElementVector) => [false, false, true],
        _ => [false; 3],
    };
    let operands = [x, y, z].into_iter().zip(are_vectors);
    operands.filter_map(|(operand, is_vector)| Some((operand.slot()?, width(is_vector))))
}

/// The slots that an instruction's result is written to: the first, and how many.
pub(super) fn result(instruction: &Instruction) -> Option<(u32, u32)> {
    let is_vector = match instruction.kind {
        Kind::Copy(bank) | Kind::Select(bank) | Kind::GlobalGet(bank, _) => bank == Bank::Vector,
        Kind::Vector(kind) => {
            !matches!(kind, Vector::Test(_) | Vector::Extract(..) | Vector::ExtractFloat(..))
        }
        Kind::Far(access, _) => {
            matches!(access, FarAccess::LoadVector(_) | FarAccess::LoadLane(..))
        }
        Kind::Object(object) => matches!(object, Object::GetVector(_) | Object::GetElementVector),
        _ => false,
    };
    Some((instruction.to.slot()?, width(is_vector)))
}

fn width(is_vector: bool) -> u32 {
    if is_vector { 2 } else { 1 }
}

/// Which of `x`, `y` and `z`, if there are so many, are vectors.
fn of_vector_kind(kind: Vector) -> [bool; 3] {
    match kind {
        Vector::Splat(_) | Vector::Load(_) => [false; 3],
        Vector::Store | Vector::LoadLane(..) | Vector::StoreLane(..) => [false, true, false],
        Vector::Shift(_) | Vector::Replace(..) | Vector::ReplaceFloat(..) => [true, false, false],
        Vector::Constant(_)
        | Vector::Unary(_)
        | Vector::Binary(_)
        | Vector::Ternary(_)
        | Vector::Shuffle(_)
        | Vector::Test(_)
        | Vector::Extract(..)
        | Vector::ExtractFloat(..) => [true; 3],
    }
}

/// Whether the second operand of an access is a vector.
fn takes_vector(access: FarAccess) -> bool {
    matches!(access, FarAccess::StoreVector | FarAccess::LoadLane(..) | FarAccess::StoreLane(..))
}
