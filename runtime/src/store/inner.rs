//! A store's contents.

use super::Objects;

/// What a store's box holds.
///
/// Code that runs knows nothing of `T`: it works on the objects, whose address is that of the
/// whole because they come first.
#[repr(C)]
pub(crate) struct StoreInner<T: 'static> {
    pub(crate) objects: Objects,
    pub(crate) data: T,
}
