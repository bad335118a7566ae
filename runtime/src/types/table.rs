//! The type of tables.

use std::fmt;

use super::{AddressType, RefType, external::write_limits};
use crate::error::Error;

/// The type of a table: what it holds, its size in elements, and how wide its indices are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TableType {
    element: RefType,
    minimum: u64,
    maximum: Option<u64>,
    address: AddressType,
}

impl TableType {
    /// A table with 32-bit indices of at least `minimum` and at most `maximum` references.
    pub fn new(element: RefType, minimum: u32, maximum: Option<u32>) -> Self {
        let (minimum, maximum) = (minimum.into(), maximum.map(u64::from));
        Self { element, minimum, maximum, address: AddressType::I32 }
    }

    /// A table with 64-bit indices of at least `minimum` and at most `maximum` references.
    pub fn new64(element: RefType, minimum: u64, maximum: Option<u64>) -> Self {
        Self { element, minimum, maximum, address: AddressType::I64 }
    }

    /// The type as the decoder knows it, but for the type of its elements.
    pub(crate) fn from_parsed(element: RefType, ty: wasmparser::TableType) -> Self {
        let address = AddressType::from_64(ty.table64);
        Self { element, minimum: ty.initial, maximum: ty.maximum, address }
    }

    /// The type of the references.
    pub fn element(&self) -> RefType {
        self.element
    }

    /// The least size, in elements.
    pub fn minimum(&self) -> u64 {
        self.minimum
    }

    /// The greatest size, in elements, if one is declared.
    pub fn maximum(&self) -> Option<u64> {
        self.maximum
    }

    /// Whether indices have 64 bits.
    pub fn is_64(&self) -> bool {
        self.address == AddressType::I64
    }

    /// The type of indices.
    pub(crate) fn address(&self) -> AddressType {
        self.address
    }

    /// The same with the size that a table has at the moment as the least.
    pub(crate) fn with_minimum(self, minimum: u64) -> Self {
        Self { minimum, ..self }
    }

    /// Refuses what validation would refuse in a module.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.maximum.is_some_and(|maximum| maximum < self.minimum) {
            return Err(Error::usage("the least size is greater than the greatest"));
        }
        Ok(())
    }
}

impl fmt::Display for TableType {
    /// `10..=20 funcref` or `10.. funcref`, and `64-bit` if indices are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_limits(f, self.minimum, self.maximum)?;
        write!(f, " {}", self.element)?;
        if self.is_64() {
            f.write_str(", 64-bit")?;
        }
        Ok(())
    }
}
