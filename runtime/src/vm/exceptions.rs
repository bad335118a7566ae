//! Exceptions: the one that is thrown at the moment, and those that references refer to.

/// What is thrown.
///
/// It is not allocated unless somebody asks for a reference to it.
#[derive(Debug, Default)]
pub(crate) struct Thrown {
    /// The store's index of the tag.
    pub(crate) tag: u32,
    /// The values it carries, as they lie in slots.
    pub(crate) payload: Vec<u64>,
    /// The reference that it was thrown by, or 0.
    pub(crate) reference: u64,
}

/// An exception that references refer to.
#[derive(Debug)]
pub(crate) struct Package {
    /// The store's index of the tag.
    pub(crate) tag: u32,
    /// The values it carries, as they lie in slots.
    pub(crate) payload: Box<[u64]>,
}

/// The exceptions of a store that references refer to.
#[derive(Debug, Default)]
pub(crate) struct Exceptions {
    packages: Vec<Package>,
    /// What the packages take, in bytes.
    size: usize,
}

impl Exceptions {
    /// What all packages may take, in bytes. They live as long as their store, so that a guest could
    /// fill the host's memory with them.
    const MAX_SIZE: usize = 256 << 20;

    /// Keeps an exception and returns a reference to it as it lies in a slot: neither 0 nor odd.
    /// `None` if there is no room.
    pub(crate) fn allocate(&mut self, tag: u32, payload: &[u64]) -> Option<u64> {
        let number = u32::try_from(self.packages.len() + 1).ok()?.checked_mul(2)?;
        let size = self.size + size_of::<Package>() + size_of_val(payload);
        if size > Self::MAX_SIZE {
            return None;
        }
        self.packages.try_reserve(1).ok()?;
        self.size = size;
        self.packages.push(Package { tag, payload: payload.into() });
        Some(number.into())
    }

    /// What a reference refers to; `None` if it is null.
    pub(crate) fn get(&self, reference: u64) -> Option<&Package> {
        // Only the lower half of a reference's slot means something.
        let number = (reference as u32 / 2) as usize;
        self.packages.get(number.checked_sub(1)?)
    }
}
