//! What all instances of a store share while code runs.

use std::ptr;
use std::sync::Arc;

use super::context::Context;
use super::stack::Stack;
use super::stack_limit::StackLimit;
use crate::error::Error;
use crate::trap::TrapCode;

/// The execution state of a store. It is boxed by the store, so that its address is stable.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Runtime {
    /// Where the value stack ends, shared with those who may interrupt.
    pub(crate) stack_limit: Arc<StackLimit>,
    /// Whether an interruption has stopped something since the host called from outside.
    pub(crate) interrupted: bool,
    /// How many more operators may run; below zero when that has stopped something.
    pub(crate) fuel: i64,
    /// Operations on more bytes than these are left to a [`Supervisor`](super::Supervisor).
    pub(crate) unsupervised_bytes: u64,
    /// Where the next call from the host puts its frame.
    pub(crate) stack_top: *mut u64,
    /// The return record of the host function that is running, or null: where a walk of the
    /// frames continues below a call from the host.
    pub(crate) host_record: *mut u64,
    /// How many calls from the host are active: the only recursion on the native stack.
    pub(crate) native_depth: u32,
    /// Why the handlers stopped last.
    pub(crate) exit: Exit,
    /// The store itself, for its own code behind host calls.
    pub(crate) store: *mut (),
    stack: Stack,
}

/// Why handlers stopped running.
#[derive(Debug)]
pub(crate) enum Exit {
    /// The function called by the host returned.
    Returned,
    /// An instruction trapped; where tells the rest.
    Trapped(TrapCode, Stopped),
    /// A host function failed, or a function could not be translated.
    Failed(Error),
}

/// The registers that tell where execution stopped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopped {
    /// The cell that was being executed.
    pub(crate) ip: *const u8,
    /// The frame of the function it belongs to.
    pub(crate) fp: *mut u64,
    /// The instance it ran in.
    pub(crate) context: *mut Context,
}

impl Runtime {
    /// A runtime with a value stack of `stack_size` bytes, or `None` if it cannot be had. If guests
    /// are not metered, there is as much fuel as can be.
    pub(crate) fn new(stack_size: usize, metered: bool) -> Option<Self> {
        let stack = Stack::new(stack_size)?;
        Some(Self {
            stack_limit: Arc::new(StackLimit::new(stack.end().addr())),
            interrupted: false,
            fuel: if metered { 0 } else { i64::MAX },
            unsupervised_bytes: Self::unsupervised_bytes(metered),
            stack_top: stack.base().cast(),
            host_record: ptr::null_mut(),
            native_depth: 0,
            exit: Exit::Returned,
            store: ptr::null_mut(),
            stack,
        })
    }
}
