//! The type of linear memories.

use std::fmt;

use super::{AddressType, external::write_limits};
use crate::error::Error;

/// The type of a linear memory: its size in pages, and what kind of memory it is.
///
/// ```
/// use wasmrun_runtime::MemoryType;
///
/// let plain = MemoryType::new(1, Some(16));
/// assert_eq!((plain.minimum(), plain.maximum(), plain.page_size()), (1, Some(16), 65536));
///
/// let tiny = MemoryType::builder().min(100).page_size_log2(0).memory64(true).build()?;
/// assert!(tiny.is_64() && tiny.page_size() == 1);
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MemoryType {
    minimum: u64,
    maximum: Option<u64>,
    address: AddressType,
    shared: bool,
    page_size_log2: u8,
}

impl MemoryType {
    /// A memory with 32-bit addresses of at least `minimum` and at most `maximum` pages of 64 KiB.
    pub fn new(minimum: u32, maximum: Option<u32>) -> Self {
        Self::of(minimum.into(), maximum.map(u64::from), AddressType::I32)
    }

    /// A memory with 64-bit addresses of at least `minimum` and at most `maximum` pages of 64 KiB.
    pub fn new64(minimum: u64, maximum: Option<u64>) -> Self {
        Self::of(minimum, maximum, AddressType::I64)
    }

    /// A memory with 32-bit addresses that agents may share.
    pub fn shared(minimum: u32, maximum: u32) -> Self {
        Self { shared: true, ..Self::new(minimum, Some(maximum)) }
    }

    /// What makes a memory type bit by bit, beginning with a memory with 32-bit addresses of no
    /// page.
    pub fn builder() -> MemoryTypeBuilder {
        MemoryTypeBuilder { ty: Self::new(0, None) }
    }

    const fn of(minimum: u64, maximum: Option<u64>, address: AddressType) -> Self {
        Self { minimum, maximum, address, shared: false, page_size_log2: DEFAULT_PAGE_SIZE_LOG2 }
    }

    /// The type as the decoder knows it.
    pub(crate) fn from_parsed(ty: wasmparser::MemoryType) -> Self {
        Self {
            minimum: ty.initial,
            maximum: ty.maximum,
            address: AddressType::from_64(ty.memory64),
            shared: ty.shared,
            page_size_log2: ty.page_size_log2.map_or(DEFAULT_PAGE_SIZE_LOG2, |bits| bits as u8),
        }
    }

    /// The least size, in pages.
    pub fn minimum(&self) -> u64 {
        self.minimum
    }

    /// The greatest size, in pages, if one is declared.
    pub fn maximum(&self) -> Option<u64> {
        self.maximum
    }

    /// Whether addresses have 64 bits.
    pub fn is_64(&self) -> bool {
        self.address == AddressType::I64
    }

    /// Whether agents may share the memory.
    pub fn is_shared(&self) -> bool {
        self.shared
    }

    /// The size of a page in bytes: 65536, or 1.
    pub fn page_size(&self) -> u64 {
        1 << self.page_size_log2
    }

    /// The size of a page in bytes, as a power of two: 16, or 0.
    pub fn page_size_log2(&self) -> u8 {
        self.page_size_log2
    }

    /// The type of addresses.
    pub(crate) fn address(&self) -> AddressType {
        self.address
    }

    /// The most pages that a memory like this can have, whatever its type declares.
    ///
    /// The number of pages is an address itself, of which the greatest stands for failure.
    pub(crate) fn most_pages(&self) -> u64 {
        let (bits, most) = match self.address {
            AddressType::I32 => (32, u32::MAX.into()),
            AddressType::I64 => (64, u64::MAX),
        };
        u64::try_from((1_u128 << bits) >> self.page_size_log2).map_or(most, |pages| pages.min(most))
    }

    /// The size of so many pages in bytes, or the greatest number if it is greater.
    pub(crate) fn bytes(&self, pages: u64) -> u64 {
        pages.saturating_mul(self.page_size())
    }

    /// The same with the size that a memory has at the moment as the least.
    pub(crate) fn with_minimum(self, minimum: u64) -> Self {
        Self { minimum, ..self }
    }

    /// Whether both are of the same kind, whatever their sizes.
    pub(crate) fn same_kind(&self, other: &Self) -> bool {
        (self.address, self.shared, self.page_size_log2)
            == (other.address, other.shared, other.page_size_log2)
    }

    /// Refuses what validation would refuse in a module.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let most = self.most_pages();
        if self.minimum > most || self.maximum.is_some_and(|maximum| maximum > most) {
            return Err(Error::usage(format!("a memory of this type has at most {most} pages")));
        }
        if self.maximum.is_some_and(|maximum| maximum < self.minimum) {
            return Err(Error::usage("the least size is greater than the greatest"));
        }
        if self.shared && self.maximum.is_none() {
            return Err(Error::usage("a shared memory needs a greatest size"));
        }
        Ok(())
    }
}

/// The size of a page unless a memory declares another, as a power of two.
const DEFAULT_PAGE_SIZE_LOG2: u8 = 16;

/// Makes a [`MemoryType`].
#[derive(Clone, Debug)]
pub struct MemoryTypeBuilder {
    ty: MemoryType,
}

impl MemoryTypeBuilder {
    /// The least size, in pages.
    #[must_use]
    pub fn min(mut self, minimum: u64) -> Self {
        self.ty.minimum = minimum;
        self
    }

    /// The greatest size, in pages.
    #[must_use]
    pub fn max(mut self, maximum: Option<u64>) -> Self {
        self.ty.maximum = maximum;
        self
    }

    /// Whether addresses have 64 bits.
    #[must_use]
    pub fn memory64(mut self, on: bool) -> Self {
        self.ty.address = AddressType::from_64(on);
        self
    }

    /// Whether agents may share the memory.
    #[must_use]
    pub fn shared(mut self, on: bool) -> Self {
        self.ty.shared = on;
        self
    }

    /// The size of a page in bytes, as a power of two: 16 or 0.
    #[must_use]
    pub fn page_size_log2(mut self, bits: u8) -> Self {
        self.ty.page_size_log2 = bits;
        self
    }

    /// The type.
    ///
    /// # Errors
    /// If no module could declare such a memory.
    pub fn build(self) -> Result<MemoryType, Error> {
        if !matches!(self.ty.page_size_log2, 0 | DEFAULT_PAGE_SIZE_LOG2) {
            return Err(Error::usage("a page has 65536 bytes or 1"));
        }
        self.ty.check()?;
        Ok(self.ty)
    }
}

impl fmt::Display for MemoryType {
    /// `1..=2 pages` or `1.. pages`, and what is unusual: `64-bit`, `shared`, `pages of 1 byte`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_limits(f, self.minimum, self.maximum)?;
        f.write_str(" pages")?;
        if self.page_size_log2 == 0 {
            f.write_str(" of 1 byte")?;
        }
        if self.is_64() {
            f.write_str(", 64-bit")?;
        }
        if self.shared {
            f.write_str(", shared")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_no_module_could_declare_are_refused() {
        assert!(MemoryType::new(65536, None).check().is_ok());
        assert!(MemoryType::new(65537, None).check().is_err());
        assert!(MemoryType::new64(1, Some(1 << 48)).check().is_ok());
        assert!(MemoryType::new(2, Some(1)).check().is_err());
        assert!(MemoryType::new64(1, Some((1 << 48) + 1)).check().is_err());
        let bytes = || MemoryType::builder().page_size_log2(0);
        assert!(bytes().min(u32::MAX.into()).build().is_ok());
        assert!(bytes().min(1 << 32).build().is_err());
        assert!(bytes().min(u64::MAX).memory64(true).build().is_ok());
        assert!(MemoryType::builder().page_size_log2(12).build().is_err());
        assert!(MemoryType::builder().shared(true).build().is_err());
    }

    #[test]
    fn what_is_unusual_is_displayed() {
        assert_eq!(MemoryType::new(1, Some(2)).to_string(), "1..=2 pages");
        let odd = MemoryType::builder().max(Some(9)).memory64(true).shared(true).page_size_log2(0);
        assert_eq!(odd.build().unwrap().to_string(), "0..=9 pages of 1 byte, 64-bit, shared");
    }
}
