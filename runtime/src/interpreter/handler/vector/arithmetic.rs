//! Operations from vectors to vectors, shifts, and questions about vectors.

use super::super::super::operation::vector::{
    self, CombineVectors, MapVector, MergeVectors, ShiftVector, TestVector,
};
use super::prelude::*;

handler! {
    /// `to = operation(x)`
    fn map<O: MapVector>(r) {
        let cell = r.cell::<cell::Short>();
        r.set_vector((*cell).to, O::apply(r.vector((*cell).x)));
        r.next::<cell::Short>()
    }

    /// `to = operation(x, y)`
    fn combine<O: CombineVectors>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = O::apply(r.vector((*cell).x), r.vector((*cell).y));
        r.set_vector((*cell).to, value);
        r.next::<cell::Plain>()
    }

    /// `to = operation(x, y, z)`, with `z` in `extra`
    fn merge<O: MergeVectors>(r) {
        let cell = r.cell::<cell::Plain>();
        let (x, y, z) =
            (r.vector((*cell).x), r.vector((*cell).y), r.vector((*cell).extra));
        r.set_vector((*cell).to, O::apply(x, y, z));
        r.next::<cell::Plain>()
    }

    /// `to = x` shifted by `y`
    fn shift<O: ShiftVector, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let by = Y::read(&r, (*cell).y) as u32;
        r.set_vector((*cell).to, O::apply(r.vector((*cell).x), by));
        r.next::<cell::Plain>()
    }

    /// `to =` the answer for `x`
    fn test<O: TestVector, T: IntTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let value = O::apply(r.vector((*cell).x));
        T::write(r, (*cell).to, value.into()).next::<cell::Short>()
    }

    /// `to =` the bytes of `x` and `y` at the places of a constant
    fn shuffle(r) {
        let cell = r.cell::<cell::Shuffle>();
        let value = vector::shuffle(r.vector((*cell).x), r.vector((*cell).y), (*cell).lanes);
        r.set_vector((*cell).to, value);
        r.next::<cell::Shuffle>()
    }
}

operators! {
    /// An operation on one vector.
    VectorUnary => map;
    V128Not I8x16Abs I16x8Abs I32x4Abs I64x2Abs I8x16Neg I16x8Neg I32x4Neg I64x2Neg I8x16Popcnt
    I16x8ExtAddPairwiseI8x16S I16x8ExtAddPairwiseI8x16U
    I32x4ExtAddPairwiseI16x8S I32x4ExtAddPairwiseI16x8U
    F32x4Abs F32x4Neg F32x4Sqrt F32x4Ceil F32x4Floor F32x4Trunc F32x4Nearest
    F64x2Abs F64x2Neg F64x2Sqrt F64x2Ceil F64x2Floor F64x2Trunc F64x2Nearest
    I16x8ExtendLowI8x16S I16x8ExtendLowI8x16U I16x8ExtendHighI8x16S I16x8ExtendHighI8x16U
    I32x4ExtendLowI16x8S I32x4ExtendLowI16x8U I32x4ExtendHighI16x8S I32x4ExtendHighI16x8U
    I64x2ExtendLowI32x4S I64x2ExtendLowI32x4U I64x2ExtendHighI32x4S I64x2ExtendHighI32x4U
    I32x4TruncSatF32x4S I32x4TruncSatF32x4U I32x4TruncSatF64x2SZero I32x4TruncSatF64x2UZero
    F32x4ConvertI32x4S F32x4ConvertI32x4U F64x2ConvertLowI32x4S F64x2ConvertLowI32x4U
    F32x4DemoteF64x2Zero F64x2PromoteLowF32x4
    I32x4RelaxedTruncF32x4S I32x4RelaxedTruncF32x4U
    I32x4RelaxedTruncF64x2SZero I32x4RelaxedTruncF64x2UZero
}

operators! {
    /// An operation on two vectors.
    VectorBinary => combine;
    V128And V128AndNot V128Or V128Xor
    I8x16Add I16x8Add I32x4Add I64x2Add I8x16Sub I16x8Sub I32x4Sub I64x2Sub
    I16x8Mul I32x4Mul I64x2Mul
    I8x16AddSatS I8x16AddSatU I16x8AddSatS I16x8AddSatU
    I8x16SubSatS I8x16SubSatU I16x8SubSatS I16x8SubSatU
    I8x16MinS I8x16MinU I8x16MaxS I8x16MaxU I16x8MinS I16x8MinU I16x8MaxS I16x8MaxU
    I32x4MinS I32x4MinU I32x4MaxS I32x4MaxU
    I8x16AvgrU I16x8AvgrU I16x8Q15MulrSatS I32x4DotI16x8S I8x16Swizzle
    I8x16Eq I8x16Ne I8x16LtS I8x16LtU I8x16GtS I8x16GtU I8x16LeS I8x16LeU I8x16GeS I8x16GeU
    I16x8Eq I16x8Ne I16x8LtS I16x8LtU I16x8GtS I16x8GtU I16x8LeS I16x8LeU I16x8GeS I16x8GeU
    I32x4Eq I32x4Ne I32x4LtS I32x4LtU I32x4GtS I32x4GtU I32x4LeS I32x4LeU I32x4GeS I32x4GeU
    I64x2Eq I64x2Ne I64x2LtS I64x2GtS I64x2LeS I64x2GeS
    F32x4Eq F32x4Ne F32x4Lt F32x4Gt F32x4Le F32x4Ge F64x2Eq F64x2Ne F64x2Lt F64x2Gt F64x2Le F64x2Ge
    F32x4Add F32x4Sub F32x4Mul F32x4Div F32x4Min F32x4Max F32x4PMin F32x4PMax
    F64x2Add F64x2Sub F64x2Mul F64x2Div F64x2Min F64x2Max F64x2PMin F64x2PMax
    I8x16NarrowI16x8S I8x16NarrowI16x8U I16x8NarrowI32x4S I16x8NarrowI32x4U
    I16x8ExtMulLowI8x16S I16x8ExtMulLowI8x16U I16x8ExtMulHighI8x16S I16x8ExtMulHighI8x16U
    I32x4ExtMulLowI16x8S I32x4ExtMulLowI16x8U I32x4ExtMulHighI16x8S I32x4ExtMulHighI16x8U
    I64x2ExtMulLowI32x4S I64x2ExtMulLowI32x4U I64x2ExtMulHighI32x4S I64x2ExtMulHighI32x4U
    I8x16RelaxedSwizzle F32x4RelaxedMin F32x4RelaxedMax F64x2RelaxedMin F64x2RelaxedMax
    I16x8RelaxedQ15mulrS I16x8RelaxedDotI8x16I7x16S
}

operators! {
    /// An operation on three vectors.
    VectorTernary => merge;
    V128Bitselect F32x4RelaxedMadd F32x4RelaxedNmadd F64x2RelaxedMadd F64x2RelaxedNmadd
    I8x16RelaxedLaneselect I16x8RelaxedLaneselect I32x4RelaxedLaneselect I64x2RelaxedLaneselect
    I32x4RelaxedDotI8x16I7x16AddS
}

operators! {
    /// A shift of all lanes.
    VectorShift;
    I8x16Shl I8x16ShrS I8x16ShrU I16x8Shl I16x8ShrS I16x8ShrU
    I32x4Shl I32x4ShrS I32x4ShrU I64x2Shl I64x2ShrS I64x2ShrU
}

operators! {
    /// A question about a vector, answered by an `i32`.
    VectorTest;
    V128AnyTrue I8x16AllTrue I16x8AllTrue I32x4AllTrue I64x2AllTrue
    I8x16Bitmask I16x8Bitmask I32x4Bitmask I64x2Bitmask
}

/// The tables of the operation `O`.
struct Tables<O>(O);

impl<O: ShiftVector> Tables<O> {
    const SHIFT: BySource<Entry> = rare_sources!(one, shift; O);
}

impl<O: TestVector> Tables<O> {
    const TEST: ByTarget = unpinned_targets!(test; O);
}

/// The handler of a shift by `y`.
pub(crate) fn find_shift(shift: VectorShift, y: Source) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match shift { $(VectorShift::$name => &Tables::<types::$name>::SHIFT,)* }
        };
    }
    let table = table! {
        I8x16Shl I8x16ShrS I8x16ShrU I16x8Shl I16x8ShrS I16x8ShrU
        I32x4Shl I32x4ShrS I32x4ShrU I64x2Shl I64x2ShrS I64x2ShrU
    };
    *by_source(table, y)?
}

/// The handler of a question.
pub(crate) fn find_test(test: VectorTest, to: Target) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match test { $(VectorTest::$name => &Tables::<types::$name>::TEST,)* }
        };
    }
    let table = table! {
        V128AnyTrue I8x16AllTrue I16x8AllTrue I32x4AllTrue I64x2AllTrue
        I8x16Bitmask I16x8Bitmask I32x4Bitmask I64x2Bitmask
    };
    table[to as usize]
}

/// The handler of a shuffle.
pub(crate) fn find_shuffle() -> Handler {
    shuffle
}
