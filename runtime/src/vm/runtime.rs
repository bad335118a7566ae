//! What all instances of a store share while code runs.

use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::context::Context;
use super::stack::Stack;

/// The execution state of a store. It is boxed by the store, so that its address is stable.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Runtime {
    /// The address that no frame may reach beyond. Atomic so that another thread can lower it to
    /// stop execution at the next call.
    pub(crate) stack_limit: AtomicUsize,
    /// Where the next call from the host puts its frame.
    pub(crate) stack_top: *mut u8,
    /// How many calls from the host are active: the only recursion on the native stack.
    pub(crate) native_depth: u32,
    /// The store itself, for its own code behind host calls.
    pub(crate) store: *mut (),
    stack: Stack,
}

impl Runtime {
    /// A runtime with a value stack of `stack_size` bytes, or `None` if it cannot be had.
    pub(crate) fn new(stack_size: usize) -> Option<Self> {
        let stack = Stack::new(stack_size)?;
        Some(Self {
            stack_limit: AtomicUsize::new(stack.end().expose_provenance()),
            stack_top: stack.base(),
            native_depth: 0,
            store: ptr::null_mut(),
            stack,
        })
    }
}
