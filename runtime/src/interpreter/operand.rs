//! The classes of operands that handlers are generic over.
//!
//! A cell has one 32-bit field per operand; the class says what the field means. Constants are
//! held in the field where they fit, else in a pool behind the function's code. Integers and floats
//! have the same classes but read them from registers of their own.
//!
//! A value of 32 bits takes the lower half of its slot or register. The upper half is unspecified.

use super::dispatch::Registers;

/// Where an operand comes from. The order is that of the tables of handlers, and that in which the
/// operands of commutative operations are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// A slot of the frame; the field is its number.
    Slot,
    /// The accumulator.
    Acc,
    /// The first pinned local.
    Pin0,
    /// The second pinned local.
    Pin1,
    /// A constant. The field is the value itself, extended with its sign, if it is an integer; for
    /// floats the distance in bytes from the cell to the constant in the pool.
    Constant,
    /// An integer constant that needs more than 32 bits, and so is in the pool like those of
    /// floats. Few instructions take one, and only as their second operand.
    Wide,
}

/// Where a result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A slot, and the accumulator too.
    Slot,
    /// Only the accumulator.
    Acc,
    /// The first pinned local: its register and its slot.
    Pin0,
    /// The second pinned local: its register and its slot.
    Pin1,
}

/// An operand class for integers and references.
pub(super) trait IntSource {
    const CLASS: Source;
    unsafe fn read(registers: &Registers, field: u32) -> u64;
}

/// An operand class for floats. An `f32` is the lower half of the bits of the `f64`.
pub(super) trait FloatSource {
    const CLASS: Source;
    unsafe fn read_float(registers: &Registers, field: u32) -> f64;
}

/// A result class for integers and references.
pub(super) trait IntTarget {
    const CLASS: Target;
    unsafe fn write(registers: Registers, field: u32, value: u64) -> Registers;
}

/// A result class for floats.
pub(super) trait FloatTarget {
    const CLASS: Target;
    unsafe fn write_float(registers: Registers, field: u32, value: f64) -> Registers;
}

/// [`Source::Slot`] as a type.
pub(super) struct FromSlot;
/// [`Source::Acc`] as a type.
pub(super) struct FromAcc;
/// [`Source::Pin0`] as a type.
pub(super) struct FromPin0;
/// [`Source::Pin1`] as a type.
pub(super) struct FromPin1;
/// [`Source::Constant`] as a type.
pub(super) struct FromConstant;

/// [`Source::Wide`] as a type.
pub(super) struct FromWide;

/// [`Target::Slot`] as a type.
pub(super) struct ToSlot;
/// [`Target::Acc`] as a type.
pub(super) struct ToAcc;
/// [`Target::Pin0`] as a type.
pub(super) struct ToPin0;
/// [`Target::Pin1`] as a type.
pub(super) struct ToPin1;

/// Implements the source classes: for integers, then for floats.
macro_rules! sources {
    ($($class:ident is $source:ident: |$registers:pat_param, $field:pat_param| $int:expr,
        |$float_registers:pat_param, $float_field:pat_param| $float:expr;)*) => { $(
        impl IntSource for $class {
            const CLASS: Source = Source::$source;
            #[inline(always)]
            unsafe fn read($registers: &Registers, $field: u32) -> u64 {
                $int
            }
        }
        impl FloatSource for $class {
            const CLASS: Source = Source::$source;
            #[inline(always)]
            unsafe fn read_float($float_registers: &Registers, $float_field: u32) -> f64 {
                $float
            }
        }
    )* };
}

sources! {
    FromSlot is Slot:
        // SAFETY: the field names a slot of the frame.
        |registers, field| unsafe { *registers.slot(field) },
        // SAFETY: the same.
        |registers, field| unsafe { *registers.slot(field).cast() };
    FromAcc is Acc: |registers, _| registers.acc, |registers, _| registers.float_acc;
    FromPin0 is Pin0: |registers, _| registers.pin0, |registers, _| registers.float_pin0;
    FromPin1 is Pin1: |registers, _| registers.pin1, |registers, _| registers.float_pin1;
    FromConstant is Constant: |_, field| i64::from(field as i32) as u64,
        // SAFETY: the field leads from the cell to a constant of the function's pool.
        |registers, field| unsafe { *registers.ip.add(field as usize).cast() };
}

impl IntSource for FromWide {
    const CLASS: Source = Source::Wide;
    #[inline(always)]
    unsafe fn read(registers: &Registers, field: u32) -> u64 {
        // SAFETY: the field leads from the cell to a constant of the function's pool.
        unsafe { *registers.ip.add(field as usize).cast() }
    }
}

/// Implements the target classes: which registers of either kind are set, and whether the slot is.
macro_rules! targets {
    ($($class:ident is $target:ident: $int:ident, $float:ident, slot: $slot:literal;)*) => { $(
        impl IntTarget for $class {
            const CLASS: Target = Target::$target;
            #[inline(always)]
            unsafe fn write(registers: Registers, field: u32, value: u64) -> Registers {
                if $slot {
                    // SAFETY: the field names a slot of the frame.
                    unsafe { *registers.slot(field) = value }
                }
                Registers { $int: value, ..registers }
            }
        }
        impl FloatTarget for $class {
            const CLASS: Target = Target::$target;
            #[inline(always)]
            unsafe fn write_float(registers: Registers, field: u32, value: f64) -> Registers {
                if $slot {
                    // SAFETY: the field names a slot of the frame.
                    unsafe { *registers.slot(field).cast() = value }
                }
                Registers { $float: value, ..registers }
            }
        }
    )* };
}

targets! {
    ToSlot is Slot: acc, float_acc, slot: true;
    ToAcc is Acc: acc, float_acc, slot: false;
    ToPin0 is Pin0: pin0, float_pin0, slot: true;
    ToPin1 is Pin1: pin1, float_pin1, slot: true;
}
