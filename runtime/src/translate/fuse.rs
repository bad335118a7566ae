//! Fusing of neighbours: one instruction in the place of two.
//!
//! Runs when all instructions of the function are final. A result that went only into the
//! accumulator is used once, by one of the instructions that follow; if that is the next one, the
//! two can often be one. So can some pairs that merely follow each other.
//!
//! Instructions are not removed, so that indices stay right: the second becomes [`Kind::Nothing`].

use super::instruction::{Bank, Destination, Instruction, Kind, Label, Operand, SecondAccess};
use super::lower;
use crate::interpreter::operation::{FloatStore, IntBinary, IntLoad, IntStore};

/// Fuses what can be fused, from the first instruction on.
pub(super) fn fuse_neighbours(instructions: &mut [Instruction], labels: &[Option<usize>]) {
    let mut first = 0;
    for second in 1..instructions.len() {
        let (a, b) = (&instructions[first], &instructions[second]);
        let follows = |label: Label| labels[label.0 as usize] == Some(second + 1);
        // Branches come and go only between regions.
        let is_needless = matches!(b.kind, Kind::Branch) && follows(b.label);
        if a.region == b.region
            && !is_needless
            && let Some(fused) = fuse(a, b)
            && lower::exists(&fused)
        {
            instructions[first] = Instruction { consumed: b.consumed, ..fused };
            instructions[second].kind = Kind::Nothing;
        } else {
            first = second;
        }
    }
}

/// What does the same as `a` and then `b`, if there is such a kind of instruction.
fn fuse(a: &Instruction, b: &Instruction) -> Option<Instruction> {
    if a.to == Destination::Acc {
        return fuse_consumer(a, b);
    }
    match (a.kind, b.kind) {
        (Kind::Copy(Bank::Int), Kind::Copy(Bank::Int)) if b.to != Destination::Acc => {
            Some(Instruction { kind: Kind::CopyCopy(b.to), y: b.x, ..*a })
        }
        (Kind::Copy(Bank::Int), Kind::Call { function, frame })
            if matches!(a.to, Destination::Slot(_)) =>
        {
            let (kind, position) = (Kind::CopyCall { function, frame }, b.position);
            Some(Instruction { kind, position, ..*a })
        }
        (Kind::Load(load), Kind::BranchTable(table)) if a.results_in(b.x) => {
            Some(Instruction { kind: Kind::LoadTable(load, b.offset, table), ..*a })
        }
        (Kind::Copy(Bank::Int), Kind::BranchIf(compare)) if is_constant(b.y) => {
            let (kind, label) = (Kind::CopyBranchIf(compare), b.label);
            Some(Instruction { kind, y: b.x, z: b.y, label, ..*a })
        }
        (Kind::Copy(Bank::Int), Kind::Branch) => {
            Some(Instruction { kind: Kind::CopyBranch, label: b.label, ..*a })
        }
        (Kind::Binary(IntBinary::I32Add), Kind::Branch) if is_constant(a.y) => {
            Some(Instruction { kind: Kind::AddJump, label: b.label, ..*a })
        }
        _ => fuse_move(a, b),
    }
}

/// Fuses the sum of a global and a constant with making it the global's new value.
fn fuse_move(a: &Instruction, b: &Instruction) -> Option<Instruction> {
    match (a.kind, b.kind) {
        (Kind::GlobalAdd { place, moves: false }, Kind::GlobalSet(Bank::Int, set))
            if place == set && a.results_in(b.x) =>
        {
            Some(Instruction { kind: Kind::GlobalAdd { place, moves: true }, ..*a })
        }
        _ => None,
    }
}

/// Fuses `a`, whose result is only in the accumulator, with `b`, if that uses it.
fn fuse_consumer(a: &Instruction, b: &Instruction) -> Option<Instruction> {
    if let (Kind::GlobalAdd { .. }, Kind::GlobalSet(Bank::Int, _)) = (a.kind, b.kind) {
        return fuse_move(a, b);
    }
    let other = match (b.x, b.y) {
        (Operand::Acc, Operand::Acc) => return None,
        (Operand::Acc, y) => y,
        (x, Operand::Acc) => x,
        _ => return None,
    };
    let is_first = b.x == Operand::Acc;
    match (a.kind, b.kind) {
        (Kind::Binary(first), Kind::Binary(second)) if is_first || second.is_commutative() => {
            let kind = Kind::BinaryChain(first, second);
            Some(Instruction { kind, z: other, to: b.to, ..*a })
        }
        (Kind::GlobalGet(Bank::Int, place), Kind::Binary(IntBinary::I32Add))
            if is_constant(other) =>
        {
            let kind = Kind::GlobalAdd { place, moves: false };
            Some(Instruction { kind, y: other, to: b.to, ..*a })
        }
        (Kind::Binary(IntBinary::I32Add), Kind::GlobalSet(Bank::Int, place))
            if is_constant(a.y) =>
        {
            Some(Instruction { kind: Kind::GlobalSetSum(place), to: Destination::None, ..*a })
        }
        (_, Kind::Load(load)) => fuse_load(a, b, load),
        (Kind::Binary(IntBinary::I32Shl), Kind::LoadIndexed(load)) if is_constant(a.y) => {
            let Operand::Constant(shift) = a.y else { return None };
            let scaled = Instruction { x: other, y: a.x, ..*b };
            Some(Instruction { kind: Kind::LoadScaled(load, shift), ..scaled })
        }
        (_, Kind::Store(store)) if !is_first => fuse_store(a, b, store),
        (Kind::Binary(IntBinary::I32Add), Kind::Store(store)) if is_constant(a.y) => {
            let to = Destination::None;
            let kind = Kind::StoreIndexed(store);
            let (y, z, offset, position) = (other, a.y, b.offset, b.position);
            Some(Instruction { kind, y, z, to, offset, position, ..*a })
        }
        (Kind::Binary(IntBinary::I32Add), Kind::LoadFloat(load)) => {
            let kind = Kind::LoadFloatIndexed(load);
            Some(Instruction { kind, to: b.to, offset: b.offset, position: b.position, ..*a })
        }
        (Kind::FloatBinary(first), Kind::FloatBinary(second)) => {
            let kind = Kind::FloatChain(first, second, !is_first);
            Some(Instruction { kind, z: other, to: b.to, ..*a })
        }
        (Kind::FloatBinary(operation), Kind::StoreFloat(FloatStore::F64Store)) if !is_first => {
            let (kind, to) = (Kind::FloatBinaryStore(operation), Destination::None);
            Some(Instruction { kind, z: b.x, to, offset: b.offset, position: b.position, ..*a })
        }
        (_, Kind::BranchIf(_) | Kind::BranchTable(_)) => fuse_branch(a, b, other, is_first),
        _ => None,
    }
}

/// Fuses a load with what computes its address.
fn fuse_load(a: &Instruction, b: &Instruction, load: IntLoad) -> Option<Instruction> {
    match a.kind {
        Kind::Load(IntLoad::Load32) => {
            Some(Instruction { kind: Kind::LoadLoad(load, second_access(b)), to: b.to, ..*a })
        }
        _ => None,
    }
}

/// Fuses a store with what computes its value.
fn fuse_store(a: &Instruction, b: &Instruction, store: IntStore) -> Option<Instruction> {
    let to = Destination::None;
    match a.kind {
        Kind::Load(load) => {
            let kind = Kind::LoadStore(load, store, second_access(b));
            Some(Instruction { kind, y: b.x, to, ..*a })
        }
        Kind::LoadCombine(load, operation)
            if a.x == b.x && a.x != Operand::Acc && a.offset == b.offset =>
        {
            Some(Instruction { kind: Kind::Update(load, store, operation), to, ..*a })
        }
        Kind::Binary(operation) => {
            let kind = Kind::BinaryStore(operation, store);
            Some(Instruction { kind, z: b.x, to, offset: b.offset, position: b.position, ..*a })
        }
        _ => None,
    }
}

/// Fuses a branch with what computes what it depends on.
fn fuse_branch(
    a: &Instruction,
    b: &Instruction,
    other: Operand,
    is_first: bool,
) -> Option<Instruction> {
    let branch =
        |kind, z| Some(Instruction { kind, z, to: Destination::None, label: b.label, ..*a });
    match (a.kind, b.kind) {
        (Kind::Binary(IntBinary::I32Add), Kind::BranchTable(table)) => {
            let Operand::Constant(addend) = a.y else { return None };
            let kind = Kind::BranchTable(table);
            Some(Instruction { kind, x: a.x, y: Operand::None, offset: addend, ..*b })
        }
        (Kind::Load(load), Kind::BranchTable(table)) => {
            Some(Instruction { kind: Kind::LoadTable(load, b.offset, table), ..*a })
        }
        (Kind::LoadCombine(load, IntBinary::I32Add), Kind::BranchTable(table)) => {
            let Operand::Constant(addend) = a.y else { return None };
            let addend = b.offset.wrapping_add(addend);
            Some(Instruction { kind: Kind::LoadTable(load, addend, table), y: Operand::None, ..*a })
        }
        (Kind::LoadCombine(load, IntBinary::I32And), Kind::BranchIf(compare))
            if (is_first || compare.is_commutative()) && is_constant(a.y) && is_constant(other) =>
        {
            branch(Kind::LoadMaskedBranch(load, compare), other)
        }
        (Kind::Binary(IntBinary::I32And), Kind::BranchIf(compare))
            if (is_first || compare.is_commutative()) && is_constant(a.y) =>
        {
            branch(Kind::MaskedBranch(compare), other)
        }
        _ => None,
    }
}

fn second_access(access: &Instruction) -> SecondAccess {
    SecondAccess { offset: access.offset, position: access.position }
}

fn is_constant(operand: Operand) -> bool {
    matches!(operand, Operand::Constant(_))
}
