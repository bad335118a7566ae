//! Instructions: what the translator thinks in, one step before cells.

use super::atomic::AtomicSite;
use super::far::{FarAccess, FarSite};
use super::object::ObjectKind;
use super::translator::Translator;
use super::vector::VectorKind;
use crate::interpreter::handler::atomic::AtomicAccess;
use crate::interpreter::handler::bulk::BulkOperation;
use crate::interpreter::handler::wide::WideOperation;
use crate::interpreter::operand::{Source, Target};
use crate::interpreter::operation::{
    Division, FloatBinary, FloatCompare, FloatLoad, FloatStore, FloatToInt, FloatUnary, IntBinary,
    IntCompare, IntLoad, IntStore, IntToFloat, IntUnary,
};
use crate::trap::TrapCode;
use crate::types::ValType;
use crate::vm::Place;

/// Where values are kept: one of the two sets of registers, or slots only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bank {
    /// For integers and references.
    Int,
    /// For floats.
    Float,
    /// No registers: vectors are in their slots.
    Vector,
}

impl Bank {
    pub(super) fn of(ty: ValType) -> Self {
        match ty {
            ValType::F32 | ValType::F64 => Self::Float,
            ValType::V128 => Self::Vector,
            ValType::I32 | ValType::I64 | ValType::Ref(_) => Self::Int,
        }
    }
}

/// One of a bank's two pinned registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pin {
    First,
    Second,
}

/// Where an instruction finds an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    Slot(u32),
    Acc,
    /// A pinned local, whose slot has the value too.
    Pin0(u32),
    Pin1(u32),
    /// An integer of 32 bits, which are extended with their sign.
    Constant(u32),
    /// An integer that needs more than 32 bits.
    Wide(PoolIndex),
    /// The instruction has no such operand.
    None,
    /// A float.
    Float(PoolIndex),
}

/// Which of the function's [constants](super::constants) an operand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PoolIndex(pub(super) u32);

impl Operand {
    /// A pinned local.
    pub(super) fn pinned(pin: Pin, slot: u32) -> Self {
        match pin {
            Pin::First => Self::Pin0(slot),
            Pin::Second => Self::Pin1(slot),
        }
    }

    /// The class of the operand. Variants are in the order of classes, so that there is no jump here.
    #[inline]
    pub(super) fn source(self) -> Source {
        match self {
            Self::None | Self::Slot(_) => Source::Slot,
            Self::Acc => Source::Acc,
            Self::Pin0(_) => Source::Pin0,
            Self::Pin1(_) => Source::Pin1,
            Self::Constant(_) | Self::Float(_) => Source::Constant,
            Self::Wide(_) => Source::Wide,
        }
    }

    /// The slot that is read, or could be read instead.
    pub(super) fn slot(self) -> Option<u32> {
        match self {
            Self::Slot(slot) | Self::Pin0(slot) | Self::Pin1(slot) => Some(slot),
            Self::None | Self::Acc | Self::Constant(_) | Self::Wide(_) | Self::Float(_) => None,
        }
    }

    /// What the field of a cell says of it, unless it is a constant in the pool.
    #[inline]
    pub(super) fn in_field(self) -> Option<u32> {
        match self {
            Self::Slot(field) | Self::Pin0(field) | Self::Pin1(field) | Self::Constant(field) => {
                Some(field)
            }
            Self::None | Self::Acc => Some(0),
            Self::Wide(_) | Self::Float(_) => None,
        }
    }

    /// The same value, from its slot if it is pinned.
    pub(super) fn unpinned(self) -> Self {
        match self {
            Self::Pin0(slot) | Self::Pin1(slot) => Self::Slot(slot),
            other => other,
        }
    }
}

/// Where an instruction puts its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// The instruction has no result.
    None,
    /// A slot, and the accumulator.
    Slot(u32),
    /// Only the accumulator.
    Acc,
    /// A pinned local: its register and its slot.
    Pinned(Pin, u32),
}

impl Destination {
    /// The class of the destination.
    pub(super) fn target(self) -> Target {
        match self {
            Self::None | Self::Slot(_) => Target::Slot,
            Self::Acc => Target::Acc,
            Self::Pinned(Pin::First, _) => Target::Pin0,
            Self::Pinned(Pin::Second, _) => Target::Pin1,
        }
    }

    /// The slot that is written.
    pub(super) fn slot(self) -> Option<u32> {
        match self {
            Self::Slot(slot) | Self::Pinned(_, slot) => Some(slot),
            Self::None | Self::Acc => None,
        }
    }
}

/// A place in the code that branches can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Label(pub(super) u32);

/// Where a call puts the callee's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CallFrame {
    /// The caller's slot that is the callee's slot 0.
    pub(super) base: u32,
    /// The caller's slot in which the callee's return record begins.
    pub(super) record: u32,
}

/// Which function a tail call goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TailCallee {
    /// One of the same instance; the number is the offset of its entry in the context.
    Own(u32),
    /// An imported one; the number is the offset of the pointer to its entry.
    Imported(u32),
    /// An element of a table, whose index is `x`.
    Indirect { table: u32, type_id: u32 },
    /// What the reference `x` refers to.
    Reference,
}

/// A second access to a memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SecondAccess {
    /// Its constant offset.
    pub(super) offset: u32,
    /// The first byte of its operator in the function.
    pub(super) position: u32,
}

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Binary(IntBinary),
    Divide(Division),
    Unary(IntUnary),
    Compare(IntCompare),
    FloatBinary(FloatBinary),
    FloatUnary(FloatUnary),
    FloatCompare(FloatCompare),
    ToFloat(IntToFloat),
    ToInt(FloatToInt),
    Copy(Bank),
    /// `z ? x : y`
    Select(Bank),
    Load(IntLoad),
    LoadFloat(FloatLoad),
    /// `x` is the address, `y` the value.
    Store(IntStore),
    StoreFloat(FloatStore),
    Far(FarAccess, FarSite),
    /// The address is `x + y`.
    LoadIndexed(IntLoad),
    /// The loaded value and `y` are the operands.
    LoadCombine(IntLoad, IntBinary),
    /// `y` and the loaded value are the operands.
    LoadCombineFloat(FloatLoad, FloatBinary),
    GlobalGet(Bank, Place),
    GlobalSet(Bank, Place),
    Reference(Place),
    Bulk(BulkOperation, u32, u32),
    Atomic(AtomicAccess, AtomicSite),
    Wide(WideOperation),
    Vector(VectorKind),
    Object(ObjectKind),
    Branch,
    BranchIf(IntCompare),
    /// The flag inverts the comparison.
    BranchIfFloat(FloatCompare, bool),
    /// A load, and a branch on comparing the value with `y`; the flag swaps the two.
    LoadBranch(IntLoad, IntCompare, bool),
    /// A sum, and a branch on comparing it with `z`; the flag swaps the two.
    AddBranch(IntCompare, bool),
    /// The number is the index of the table.
    BranchTable(u32),
    CopySlots {
        from: u32,
        to: u32,
        count: u32,
    },
    Call {
        function: u32,
        frame: CallFrame,
    },
    CallImported {
        function: u32,
        frame: CallFrame,
    },
    /// The reference is `x`.
    CallReference {
        frame: CallFrame,
    },
    CallIndirect {
        table: u32,
        type_id: u32,
        frame: CallFrame,
    },
    /// The second operation on the result of the first and `z`.
    BinaryChain(IntBinary, IntBinary),
    /// Another move, of `y`, after that of `x`.
    CopyCopy(Destination),
    /// A move and a branch.
    CopyBranch,
    /// A move, and a branch on comparing `y` with the constant `z`.
    CopyBranchIf(IntCompare),
    /// A sum of 32 bits with a constant and a branch.
    AddJump,
    /// A branch on comparing `x & y`, where `y` is constant, with `z`.
    MaskedBranch(IntCompare),
    /// A load, and a branch on comparing `value & y` with `z`, both constant.
    LoadMaskedBranch(IntLoad, IntCompare),
    /// A load from the address, plus the offset, that the first load gave.
    LoadLoad(IntLoad, SecondAccess),
    /// A load from `x`, and a store to `y` plus the offset.
    LoadStore(IntLoad, IntStore, SecondAccess),
    /// A load from `x`, an operation on the value and `y`, and a store to the same place.
    Update(IntLoad, IntStore, IntBinary),
    /// `z` is the address at which `x op y` is stored.
    BinaryStore(IntBinary, IntStore),
    /// The address is `x + (y << shift)`.
    LoadScaled(IntLoad, u32),
    /// A load to `to`, and a branch by the value plus a number; then the index of the table.
    LoadTable(IntLoad, u32, u32),
    /// A store to `x` plus the constant `z`.
    StoreIndexed(IntStore),
    /// The address is `x + y`.
    LoadFloatIndexed(FloatLoad),
    /// As [`Kind::BinaryChain`]; the flag makes `z` the first operand of the second operation.
    FloatChain(FloatBinary, FloatBinary, bool),
    /// `z` is the address at which `x op y` is stored.
    FloatBinaryStore(FloatBinary),
    /// A move of `x` and a call.
    CopyCall {
        function: u32,
        frame: CallFrame,
    },
    /// A global plus the constant `y`, which may become its new value.
    GlobalAdd {
        place: Place,
        moves: bool,
    },
    /// A global becomes `x` plus the constant `y`.
    GlobalSetSum(Place),
    /// What is done by the instruction before.
    Nothing,
    /// The arguments are in so many slots, the first of which is `y`. The offset is the slot in which the callee's
    /// return record begins.
    TailCall {
        callee: TailCallee,
        count: u32,
    },
    Throw {
        /// The offset of the tag in the context.
        tag: u32,
        /// The first slot of the payload, and how many it takes.
        from: u32,
        count: u32,
    },
    /// `x` is the reference.
    ThrowRef,
    /// Where functions of other instances return to after tail calls.
    Relay,
    Return,
    ReturnValue(Bank),
    Trap(TrapCode),
}

/// One step of a function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instruction {
    pub(super) kind: Kind,
    pub(super) x: Operand,
    pub(super) y: Operand,
    pub(super) z: Operand,
    pub(super) to: Destination,
    /// The constant offset of a memory access, what is added to the index of a branch, or a slot.
    pub(super) offset: u32,
    /// Where a branch goes.
    pub(super) label: Label,
    /// What the operators before, and the one it belongs to, consume of the fuel.
    pub(super) consumed: u32,
    /// The straight piece of code that the instruction belongs to.
    pub(super) region: u32,
    /// The first byte of the operator in the function.
    pub(super) position: u32,
}

// They are written, moved and read as a whole, several times each.
const _: () = assert!(size_of::<Instruction>() == 72);

impl Instruction {
    /// An instruction without result.
    pub(super) fn new(kind: Kind, x: Operand, y: Operand) -> Self {
        Self {
            kind,
            x,
            y,
            z: Operand::None,
            to: Destination::None,
            offset: 0,
            label: Label(0),
            consumed: 0,
            region: 0,
            position: 0,
        }
    }

    pub(super) fn with_z(self, z: Operand) -> Self {
        Self { z, ..self }
    }

    pub(super) fn with_offset(self, offset: u32) -> Self {
        Self { offset, ..self }
    }

    pub(super) fn with_destination(self, to: Destination) -> Self {
        Self { to, ..self }
    }

    pub(super) fn with_label(self, label: Label) -> Self {
        Self { label, ..self }
    }

    /// The same with its operands read from slots instead of pinned registers, if any is.
    pub(super) fn unpinned(&self) -> Option<Self> {
        let is_pinned = |operand| matches!(operand, Operand::Pin0(_) | Operand::Pin1(_));
        let Self { x, y, z, .. } = *self;
        [x, y, z].into_iter().any(is_pinned).then(|| {
            let (x, y, z) = (x.unpinned(), y.unpinned(), z.unpinned());
            Self { x, y, z, ..*self }
        })
    }

    /// Whether the operands include the accumulator of its result's bank or anything at `slot`.
    pub(super) fn touches(&self, slot: u32) -> bool {
        let reads = [self.x, self.y, self.z].iter().any(|operand| operand.slot() == Some(slot));
        reads || self.to.slot() == Some(slot) || self.is_call()
    }

    /// Whether the upper half of the result is known to be zero.
    pub(super) fn clears_upper_half(&self) -> bool {
        use IntBinary as B;
        match self.kind {
            Kind::Binary(operation) | Kind::LoadCombine(_, operation) => matches!(
                operation,
                B::I32Add
                    | B::I32Sub
                    | B::I32Mul
                    | B::I32And
                    | B::I32Or
                    | B::I32Xor
                    | B::I32Shl
                    | B::I32ShrS
                    | B::I32ShrU
                    | B::I32Rotl
                    | B::I32Rotr
            ),
            Kind::Compare(_) => true,
            Kind::Load(load) | Kind::LoadIndexed(load) => matches!(
                load,
                IntLoad::Load8U
                    | IntLoad::Load16U
                    | IntLoad::Load32
                    | IntLoad::Load8SAs32
                    | IntLoad::Load16SAs32
            ),
            _ => false,
        }
    }

    /// Whether it may go to its label, and not by index.
    pub(super) fn is_branch(&self) -> bool {
        matches!(
            self.kind,
            Kind::Branch
                | Kind::BranchIf(_)
                | Kind::BranchIfFloat(..)
                | Kind::LoadBranch(..)
                | Kind::AddBranch(..)
                | Kind::CopyBranch
                | Kind::CopyBranchIf(_)
                | Kind::AddJump
                | Kind::MaskedBranch(_)
                | Kind::LoadMaskedBranch(..)
        )
    }

    /// Whether it branches whatever happens, and so can give back fuel.
    pub(super) fn gives_back(&self) -> bool {
        self.is_unconditional() && (self.is_branch() || self.table().is_some())
    }

    /// The table of a branch by index.
    pub(super) fn table(&self) -> Option<u32> {
        match self.kind {
            Kind::BranchTable(table) | Kind::LoadTable(_, _, table) => Some(table),
            _ => None,
        }
    }

    /// Where it may branch to.
    pub(super) fn labels<'a>(&'a self, translator: &'a Translator<'_>) -> &'a [Label] {
        match self.table() {
            Some(table) => &translator.tables[table as usize],
            None if self.is_branch() => std::slice::from_ref(&self.label),
            None => &[],
        }
    }

    /// Whether control never goes on with the instruction behind.
    pub(super) fn is_unconditional(&self) -> bool {
        matches!(
            self.kind,
            Kind::Branch
                | Kind::BranchTable(_)
                | Kind::LoadTable(..)
                | Kind::CopyBranch
                | Kind::AddJump
                | Kind::TailCall { .. }
                | Kind::Throw { .. }
                | Kind::ThrowRef
                | Kind::Relay
                | Kind::Return
                | Kind::ReturnValue(_)
                | Kind::Trap(_)
        )
    }

    /// Whether an exception may come out of it.
    #[cfg(any(test, feature = "verify-code"))]
    pub(super) fn may_throw(&self) -> bool {
        self.is_call() || matches!(self.kind, Kind::Throw { .. } | Kind::ThrowRef)
    }

    /// Whether other functions run meanwhile.
    pub(super) fn is_call(&self) -> bool {
        matches!(
            self.kind,
            Kind::Call { .. }
                | Kind::CopyCall { .. }
                | Kind::CallImported { .. }
                | Kind::CallIndirect { .. }
                | Kind::CallReference { .. }
        )
    }

    /// Whether `operand`, of the instruction that follows, is this one's result.
    pub(super) fn results_in(&self, operand: Operand) -> bool {
        matches!(
            (self.to, operand),
            (Destination::Slot(_) | Destination::Acc, Operand::Acc)
                | (Destination::Pinned(Pin::First, _), Operand::Pin0(_))
                | (Destination::Pinned(Pin::Second, _), Operand::Pin1(_))
        )
    }
}
