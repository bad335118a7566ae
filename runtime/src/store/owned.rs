//! A box whose contents running code points to.

#![expect(unsafe_code, reason = "the contents are shared with running code through raw pointers")]

use std::ptr::NonNull;

/// Owns a `T` at an address that never changes.
///
/// Unlike a `Box`, moving it around says nothing about who else points to the contents, so pointers
/// taken from it stay usable.
#[derive(Debug)]
pub(crate) struct Owned<T> {
    pointer: NonNull<T>,
}

// SAFETY: it owns its `T` as a box does. Those who hold pointers to it are parts of the same store
// and travel with it to another thread.
unsafe impl<T> Send for Owned<T> {}
// SAFETY: a shared reference gives out a pointer and nothing else; who reads through it says why
// that is sound.
unsafe impl<T> Sync for Owned<T> {}

impl<T> Owned<T> {
    pub(crate) fn new(contents: T) -> Self {
        Self { pointer: NonNull::from(Box::leak(Box::new(contents))) }
    }

    /// The address of the contents, valid as long as this lives.
    pub(crate) fn as_ptr(&self) -> *mut T {
        self.pointer.as_ptr()
    }

    /// The contents.
    ///
    /// Sound for what code changes while it runs, since code runs only while the whole store is
    /// borrowed mutably, and `self` is part of the store.
    pub(crate) fn get(&self) -> &T {
        // SAFETY: the contents live as long as `self`; nobody changes them during this borrow.
        unsafe { self.pointer.as_ref() }
    }

    /// The contents, to be changed. Sound as [`Owned::get`] is.
    pub(crate) fn get_mut(&mut self) -> &mut T {
        // SAFETY: the contents live as long as `self`; nobody else uses them during this borrow.
        unsafe { self.pointer.as_mut() }
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from a box in `new` and is given up only here.
        drop(unsafe { Box::from_raw(self.pointer.as_ptr()) });
    }
}
