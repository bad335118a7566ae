//! Atomic accesses: how many bytes, and how they change.
//!
//! All of them are sequentially consistent.

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::SeqCst};

/// An unsigned integer in a memory.
pub(in crate::interpreter) trait Width {
    /// How many bytes it has.
    const SIZE: u64;
    /// The value at `place`, which must be aligned.
    unsafe fn load(place: *mut u8) -> u64;
    /// Writes the low bytes of the value to `place`, which must be aligned.
    unsafe fn store(place: *mut u8, value: u64);
    /// Replaces the value at `place`, which must be aligned, if it is `expected`; returns the old
    /// value. Of `expected` only the low bytes count.
    unsafe fn compare_exchange(place: *mut u8, expected: u64, value: u64) -> u64;
    /// Replaces the value at `place`, which must be aligned; returns the old value.
    unsafe fn update(place: *mut u8, change: impl Fn(u64) -> u64) -> u64;
}

macro_rules! widths {
    ($($(#[$attribute:meta])* $name:ident: $type:ty, $atomic:ident;)*) => {
        /// How many bytes an atomic access has.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum AtomicWidth { $($(#[$attribute])* $name,)* }

        $(impl Width for width_types::$name {
            const SIZE: u64 = size_of::<$type>() as u64;

            #[inline(always)]
            unsafe fn load(place: *mut u8) -> u64 {
                // SAFETY: the caller found the bytes to be within the memory and aligned.
                let cell = unsafe { $atomic::from_ptr(place.cast()) };
                <$type>::from_le(cell.load(SeqCst)).into()
            }

            #[inline(always)]
            unsafe fn store(place: *mut u8, value: u64) {
                // SAFETY: the caller found the bytes to be within the memory and aligned.
                let cell = unsafe { $atomic::from_ptr(place.cast()) };
                cell.store((value as $type).to_le(), SeqCst);
            }

            #[inline(always)]
            unsafe fn compare_exchange(place: *mut u8, expected: u64, value: u64) -> u64 {
                // SAFETY: the caller found the bytes to be within the memory and aligned.
                let cell = unsafe { $atomic::from_ptr(place.cast()) };
                let (expected, value) = ((expected as $type).to_le(), (value as $type).to_le());
                let (Ok(old) | Err(old)) = cell.compare_exchange(expected, value, SeqCst, SeqCst);
                <$type>::from_le(old).into()
            }

            #[inline(always)]
            unsafe fn update(place: *mut u8, change: impl Fn(u64) -> u64) -> u64 {
                // SAFETY: the caller found the bytes to be within the memory and aligned.
                let cell = unsafe { $atomic::from_ptr(place.cast()) };
                let change = |old| (change(<$type>::from_le(old).into()) as $type).to_le();
                let (Ok(old) | Err(old)) =
                    cell.fetch_update(SeqCst, SeqCst, |old| Some(change(old)));
                <$type>::from_le(old).into()
            }
        })*

        mod width_types {
            $(pub(in crate::interpreter) struct $name;)*
        }
    };
}

widths! {
    One: u8, AtomicU8;
    Two: u16, AtomicU16;
    Four: u32, AtomicU32;
    Eight: u64, AtomicU64;
}

/// How a value is changed by another.
pub(in crate::interpreter) trait Modify {
    /// What comes in the place of the old value.
    fn apply(old: u64, operand: u64) -> u64;
}

macro_rules! changes {
    ($($name:ident |$old:pat_param, $operand:pat_param| $value:expr;)*) => {
        /// How an atomic access changes a value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum AtomicChange { $($name,)* }

        $(impl Modify for change_types::$name {
            #[inline(always)]
            fn apply($old: u64, $operand: u64) -> u64 { $value }
        })*

        mod change_types {
            $(pub(in crate::interpreter) struct $name;)*
        }
    };
}

changes! {
    Add |old, operand| old.wrapping_add(operand);
    Sub |old, operand| old.wrapping_sub(operand);
    And |old, operand| old & operand;
    Or |old, operand| old | operand;
    Xor |old, operand| old ^ operand;
    Xchg |_, operand| operand;
}

pub(in crate::interpreter) mod types {
    pub(in crate::interpreter) use super::change_types::*;
    pub(in crate::interpreter) use super::width_types::*;
}
