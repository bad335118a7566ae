//! Loads and stores: how many bytes, and how they become a value.

use super::widen;

/// A load of an integer.
pub(in crate::interpreter) trait LoadInt {
    /// How many bytes are read.
    const SIZE: u64;
    /// Makes the value of the bytes at `place`, which need not be aligned.
    unsafe fn load(place: *const u8) -> u64;
}

/// A load of a float.
pub(in crate::interpreter) trait LoadFloat {
    /// How many bytes are read.
    const SIZE: u64;
    /// Makes the value of the bytes at `place`, which need not be aligned.
    unsafe fn load(place: *const u8) -> f64;
}

/// A store of an integer.
pub(in crate::interpreter) trait StoreInt {
    /// How many bytes are written.
    const SIZE: u64;
    /// Writes the low bytes of the value to `place`, which need not be aligned.
    unsafe fn store(place: *mut u8, value: u64);
}

/// A store of a float.
pub(in crate::interpreter) trait StoreFloat {
    /// How many bytes are written.
    const SIZE: u64;
    /// Writes the value to `place`, which need not be aligned.
    unsafe fn store(place: *mut u8, value: f64);
}

/// Makes an enum of accesses and a type for each.
macro_rules! accesses {
    (
        $(#[$attribute:meta])* $enum:ident: $trait:ident, $types:ident;
        $($name:ident: $size:literal bytes, $function:item)*
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $enum { $($name,)* }

        mod $types {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl $trait for $types::$name {
            const SIZE: u64 = $size;
            #[inline(always)]
            $function
        })*
    };
}

/// The body of a load: reads an integer of a type and converts it.
macro_rules! int_loads {
    ($($name:ident: $bytes:literal bytes, $type:ty => $value:ty;)*) => {
        /// A load of an integer. A load that extends with zeros is the same for both widths.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum IntLoad { $($name,)* }

        mod int_load_types {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl LoadInt for int_load_types::$name {
            const SIZE: u64 = $bytes;
            #[inline(always)]
            unsafe fn load(place: *const u8) -> u64 {
                // SAFETY: the caller found the bytes to be within the memory.
                let value = unsafe { place.cast::<$type>().read_unaligned() };
                <$type>::from_le(value) as $value as u64
            }
        })*
    };
}

int_loads! {
    Load8U: 1 bytes, u8 => u64;
    Load16U: 2 bytes, u16 => u64;
    Load32: 4 bytes, u32 => u64;
    Load64: 8 bytes, u64 => u64;
    Load8SAs32: 1 bytes, i8 => u32;
    Load16SAs32: 2 bytes, i16 => u32;
    Load8SAs64: 1 bytes, i8 => i64;
    Load16SAs64: 2 bytes, i16 => i64;
    Load32SAs64: 4 bytes, i32 => i64;
}

accesses! {
    /// A load of a float.
    FloatLoad: LoadFloat, float_load_types;
    F32Load: 4 bytes, unsafe fn load(place: *const u8) -> f64 {
        // SAFETY: the caller found the bytes to be within the memory.
        let bits = unsafe { place.cast::<u32>().read_unaligned() };
        widen(f32::from_bits(u32::from_le(bits)))
    }
    F64Load: 8 bytes, unsafe fn load(place: *const u8) -> f64 {
        // SAFETY: the caller found the bytes to be within the memory.
        let bits = unsafe { place.cast::<u64>().read_unaligned() };
        f64::from_bits(u64::from_le(bits))
    }
}

/// The body of a store: writes the low bytes of a value.
macro_rules! int_stores {
    ($($name:ident: $bytes:literal bytes, $type:ty;)*) => {
        /// A store of the low bytes of an integer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum IntStore { $($name,)* }

        mod int_store_types {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl StoreInt for int_store_types::$name {
            const SIZE: u64 = $bytes;
            #[inline(always)]
            unsafe fn store(place: *mut u8, value: u64) {
                // SAFETY: the caller found the bytes to be within the memory.
                unsafe { place.cast::<$type>().write_unaligned((value as $type).to_le()) }
            }
        })*
    };
}

int_stores! {
    Store8: 1 bytes, u8;
    Store16: 2 bytes, u16;
    Store32: 4 bytes, u32;
    Store64: 8 bytes, u64;
}

accesses! {
    /// A store of a float.
    FloatStore: StoreFloat, float_store_types;
    F32Store: 4 bytes, unsafe fn store(place: *mut u8, value: f64) {
        // SAFETY: the caller found the bytes to be within the memory.
        unsafe { place.cast::<u32>().write_unaligned((value.to_bits() as u32).to_le()) }
    }
    F64Store: 8 bytes, unsafe fn store(place: *mut u8, value: f64) {
        // SAFETY: the caller found the bytes to be within the memory.
        unsafe { place.cast::<u64>().write_unaligned(value.to_bits().to_le()) }
    }
}

pub(in crate::interpreter) mod types {
    pub(in crate::interpreter) use super::float_load_types::*;
    pub(in crate::interpreter) use super::float_store_types::*;
    pub(in crate::interpreter) use super::int_load_types::*;
    pub(in crate::interpreter) use super::int_store_types::*;
}
