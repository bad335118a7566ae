//! The type of addresses in memories and of indices of tables.

use super::ValType;

/// How wide the addresses of a memory or the indices of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum AddressType {
    I32,
    I64,
}

impl AddressType {
    /// The type with 64 bits, or else the one with 32.
    pub(crate) fn from_64(is_64: bool) -> Self {
        if is_64 { Self::I64 } else { Self::I32 }
    }

    /// The type of an address as a value.
    pub(crate) fn value(self) -> ValType {
        match self {
            Self::I32 => ValType::I32,
            Self::I64 => ValType::I64,
        }
    }

    /// An address as it lies in a slot, of which only the lower half counts if it has 32 bits.
    pub(crate) fn of_slot(self, slot: u64) -> u64 {
        match self {
            Self::I32 => u64::from(slot as u32),
            Self::I64 => slot,
        }
    }
}
