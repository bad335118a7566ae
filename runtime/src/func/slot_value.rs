//! The host's types that stand for a single value of WebAssembly.

use crate::{
    anyref::{AnyRef, ArrayRef, EqRef, I31, StructRef},
    exnref::ExnRef,
    externref::ExternRef,
    func::Func,
    store::Objects,
    types::{HeapType, RefType, ValType},
    value::{vector_from_slots, vector_slots},
};

/// A type of the host's that stands for a value of WebAssembly.
///
/// | in Rust | in WebAssembly |
/// |---|---|
/// | `i32`, `u32` | `i32` |
/// | `i64`, `u64` | `i64` |
/// | `f32`, `f64` | `f32`, `f64` |
/// | `u128` | `v128`, whose first byte in memory is the lowest |
/// | [`Option<Func>`](Func) | `funcref` |
/// | [`Option<ExternRef>`](ExternRef), [`Option<ExnRef>`](ExnRef) | `externref`, `exnref` |
/// | [`Option<AnyRef>`](AnyRef), [`Option<EqRef>`](EqRef), [`Option<I31>`](I31), [`Option<StructRef>`](StructRef), [`Option<ArrayRef>`](ArrayRef) | `anyref`, `eqref`, `i31ref`, `structref`, `arrayref` |
/// | the same without `Option` | `(ref func)`, `(ref extern)` … which is never null |
///
/// Implemented for these and no others.
pub trait WasmTy: SlotValue {}

/// How a value lies in slots of the stack.
///
/// The upper half of a slot that holds a 32-bit value can be anything.
pub trait SlotValue: Sized + 'static {
    /// The WebAssembly type.
    const TYPE: ValType;

    /// Puts the value into the first slots, as many as its type takes.
    fn put(self, slots: &mut [u64], objects: &Objects);

    /// Takes the value from the first slots.
    fn take(slots: &[u64], objects: &Objects) -> Self;
}

macro_rules! slot_value {
    ($($type:ty = $wasm:ident, |$value:ident| $into:expr, |$slot:ident| $from:expr;)*) => {$(
        impl WasmTy for $type {}

        impl SlotValue for $type {
            const TYPE: ValType = ValType::$wasm;

            fn put(self, slots: &mut [u64], _: &Objects) {
                let $value = self;
                slots[0] = $into;
            }

            fn take(slots: &[u64], _: &Objects) -> Self {
                let $slot = slots[0];
                $from
            }
        }
    )*};
}

slot_value! {
    i32 = I32, |value| u64::from(value as u32), |slot| slot as i32;
    u32 = I32, |value| u64::from(value), |slot| slot as u32;
    i64 = I64, |value| value as u64, |slot| slot as i64;
    u64 = I64, |value| value, |slot| slot;
    f32 = F32, |value| u64::from(value.to_bits()), |slot| f32::from_bits(slot as u32);
    f64 = F64, |value| value.to_bits(), |slot| f64::from_bits(slot);
}

impl WasmTy for u128 {}

impl SlotValue for u128 {
    const TYPE: ValType = ValType::V128;

    fn put(self, slots: &mut [u64], _: &Objects) {
        slots[..2].copy_from_slice(&vector_slots(self));
    }

    fn take(slots: &[u64], _: &Objects) -> Self {
        vector_from_slots([slots[0], slots[1]])
    }
}

macro_rules! reference_value {
    ($($type:ident = $heap:ident;)*) => {$(
        impl WasmTy for Option<$type> {}

        impl SlotValue for Option<$type> {
            const TYPE: ValType = ValType::Ref(RefType::new(true, HeapType::$heap));

            fn put(self, slots: &mut [u64], objects: &Objects) {
                slots[0] = $type::to_slot(self, objects);
            }

            fn take(slots: &[u64], objects: &Objects) -> Self {
                $type::from_slot(slots[0], objects)
            }
        }

        impl WasmTy for $type {}

        impl SlotValue for $type {
            const TYPE: ValType = ValType::Ref(RefType::new(false, HeapType::$heap));

            fn put(self, slots: &mut [u64], objects: &Objects) {
                slots[0] = Self::to_slot(Some(self), objects);
            }

            fn take(slots: &[u64], objects: &Objects) -> Self {
                match Self::from_slot(slots[0], objects) {
                    Some(reference) => reference,
                    None => unreachable!("validation keeps null out of types that do not allow it"),
                }
            }
        }
    )*};
}

reference_value! {
    Func = Func;
    ExternRef = Extern;
    ExnRef = Exn;
    AnyRef = Any;
    EqRef = Eq;
    I31 = I31;
    StructRef = Struct;
    ArrayRef = Array;
}
