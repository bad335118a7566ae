//! The exception that is thrown at the moment.

/// What is thrown.
///
/// It is not allocated unless somebody asks for a reference to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Thrown {
    /// The store's index of the tag.
    pub(crate) tag: u32,
    /// The values it carries, as they lie in slots.
    pub(crate) payload: Vec<u64>,
    /// The reference that it was thrown by, or 0.
    pub(crate) reference: u64,
}
