//! What all instances of a store share while code runs.

use std::ptr;
use std::sync::Arc;

use super::context::Context;
use super::exceptions::Thrown;
use super::fuel::Fuel;
use super::heap::{Heap, ObjectRef};
use super::sampler::Sampler;
use super::stack::Stack;
use super::stack_limit::StackLimit;
use super::tracer::Tracer;
use crate::error::Error;
use crate::interpreter::PinnedSlots;
use crate::trap::TrapCode;

/// The execution state of a store. It is boxed by the store, so that its address is stable.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Runtime {
    /// Where the value stack ends, shared with those who may interrupt.
    pub(crate) stack_limit: Arc<StackLimit>,
    /// Whether an interruption has stopped something since the host called from outside.
    pub(crate) interrupted: bool,
    /// How many more operators may run.
    pub(crate) fuel: Fuel,
    /// Who is shown what runs, when somebody asks for that.
    pub(crate) sampler: Option<Sampler>,
    /// Who is told of calls.
    pub(crate) tracer: Option<Tracer>,
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
    /// What is thrown, while it is.
    pub(crate) thrown: Thrown,
    /// Where to go on once it has been caught.
    pub(crate) resume: Resume,
    /// The objects that references refer to.
    pub(crate) heap: Heap,
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
    /// An exception reached the host that was thrown here.
    Uncaught(Stopped),
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

/// Where execution goes on when an exception has been caught.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resume {
    /// The cell, and the frame and instance it belongs to.
    pub(crate) frame: Stopped,
    /// The slots of the pinned locals.
    pub(crate) pins: PinnedSlots,
}

impl Runtime {
    /// A runtime with a value stack of `stack_size` bytes, or `None` if it cannot be had, and room
    /// for objects of `heap_limit` bytes. If guests are not metered, there is as much fuel as can be.
    pub(crate) fn new(stack_size: usize, heap_limit: u64, metered: bool) -> Option<Self> {
        let stack = Stack::new(stack_size)?;
        Some(Self {
            stack_limit: Arc::new(StackLimit::new(stack.end().addr())),
            interrupted: false,
            fuel: Fuel::new(metered),
            sampler: None,
            tracer: None,
            unsupervised_bytes: Self::unsupervised_bytes(metered),
            stack_top: stack.base().cast(),
            host_record: ptr::null_mut(),
            native_depth: 0,
            exit: Exit::Returned,
            thrown: Thrown::default(),
            resume: Resume {
                frame: Stopped { ip: ptr::null(), fp: ptr::null_mut(), context: ptr::null_mut() },
                pins: PinnedSlots::default(),
            },
            heap: Heap::new(heap_limit),
            store: ptr::null_mut(),
            stack,
        })
    }

    /// Deals out what the guest may do before it asks again; or says why it must stop.
    pub(crate) fn go_on(&mut self) -> Option<TrapCode> {
        if !self.fuel.deal() {
            Some(TrapCode::OutOfFuel)
        } else if self.stack_limit.is_interrupted() {
            Some(TrapCode::Interrupted)
        } else {
            None
        }
    }

    /// Notes that a new exception is thrown.
    pub(crate) fn throw(&mut self, tag: u32, payload: &[u64]) {
        self.thrown.tag = tag;
        self.thrown.payload.clear();
        self.thrown.payload.extend_from_slice(payload);
        self.thrown.reference = 0;
    }

    /// Notes that the exception is thrown which a reference refers to; false if it is null.
    pub(crate) fn throw_again(&mut self, reference: u64) -> bool {
        let package =
            ObjectRef::from_slot(reference).and_then(|object| self.heap.exception(object));
        let Some((tag, payload)) = package else { return false };
        self.thrown.tag = tag;
        self.thrown.payload.clear();
        self.thrown.payload.extend_from_slice(payload);
        self.thrown.reference = reference;
        true
    }

    /// The slots of the value stack below `end`, where that of the running code ends.
    pub(crate) fn stack_slots(&self, end: *const u64) -> &[u64] {
        let base: *const u64 = self.stack.base().cast();
        let count = (end.addr() - base.addr()) / size_of::<u64>();
        // SAFETY: the stack is zeroed when it is made and nobody writes to it meanwhile, since
        // running code waits.
        unsafe { std::slice::from_raw_parts(base, count) }
    }
}
