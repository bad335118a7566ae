//! What kinds of cells can be joined.

use super::super::super::operand::{Source, Target};
use super::super::super::operation::{FloatLoad, IntBinary, IntCompare, IntLoad, IntStore};
use super::super::fused::Counter;

/// The operation of a cell and the classes of its operands, as far as there are handlers that join
/// it with others. Branches and calls may take something off the fuel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Load(IntLoad, Source, Target),
    LoadFloat(FloatLoad, Source, Target),
    LoadIndexed(IntLoad, (Source, Source), Target),
    Store(IntStore, Source, Source),
    /// An addition of 32 bits.
    Add((Source, Source), Target),
    /// Two operations with constants, the result of which is only in the accumulator.
    Chain(IntBinary, IntBinary, Source),
    Compare(IntCompare, (Source, Source), Target),
    Copy(Source, Target),
    CopyCopy((Source, Target), (Source, Target)),
    /// A sum of a global of the module and a constant, which may become its new value.
    GlobalAdd(bool, Target),
    /// A global of the module becomes a sum with a constant.
    GlobalSetSum(Source),
    /// The product of a loaded `f64` and another.
    LoadMultiply(Source, Source, Target),
    /// A sum of two `f64`, which is stored.
    AddStore((Source, Source), Source),
    Branch,
    BranchIf(IntCompare, Source, Source),
    AddBranch(IntCompare, Counter, Source, Source),
    /// On comparing a loaded word, which goes only into the accumulator, with a constant.
    LoadBranch(IntCompare, Source),
    BranchTable(Source),
    LoadTable(IntLoad, Source, Target),
    Call,
    CopyCall(Source),
    CallIndirect(Source),
    Leave,
    LeaveWith(Source),
}
