//! The host's types that stand for a single value of WebAssembly.

use crate::{externref::ExternRef, func::Func, store::Objects, types::ValType};

/// A type of the host's that stands for a value of WebAssembly: `i32`, `u32`, `i64`, `u64`, `f32`,
/// `f64`, [`Option<Func>`](Func) and [`Option<ExternRef>`](ExternRef).
///
/// Implemented for these and no others.
pub trait WasmTy: SlotValue {}

/// How a value lies in a slot of the stack.
///
/// The upper half of a slot that holds a 32-bit value can be anything.
pub trait SlotValue: Sized + 'static {
    /// The WebAssembly type.
    const TYPE: ValType;

    /// The value as it lies in a slot.
    fn into_slot(self, objects: &Objects) -> u64;

    /// The value that lies in a slot.
    fn from_slot(slot: u64, objects: &Objects) -> Self;
}

macro_rules! slot_value {
    ($($type:ty = $wasm:ident, |$value:ident| $into:expr, |$slot:ident| $from:expr;)*) => {$(
        impl WasmTy for $type {}

        impl SlotValue for $type {
            const TYPE: ValType = ValType::$wasm;

            fn into_slot(self, _: &Objects) -> u64 {
                let $value = self;
                $into
            }

            fn from_slot($slot: u64, _: &Objects) -> Self {
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

impl WasmTy for Option<Func> {}

impl SlotValue for Option<Func> {
    const TYPE: ValType = ValType::FuncRef;

    fn into_slot(self, objects: &Objects) -> u64 {
        Func::to_slot(self, objects)
    }

    fn from_slot(slot: u64, objects: &Objects) -> Self {
        Func::from_slot(slot, objects)
    }
}

impl WasmTy for Option<ExternRef> {}

impl SlotValue for Option<ExternRef> {
    const TYPE: ValType = ValType::ExternRef;

    fn into_slot(self, objects: &Objects) -> u64 {
        ExternRef::to_slot(self, objects)
    }

    fn from_slot(slot: u64, objects: &Objects) -> Self {
        ExternRef::from_slot(slot, objects)
    }
}
