//! The state that handlers pass along.

use std::mem::size_of;
use std::ptr;

use super::{Handler, Portion};
use crate::vm::{Context, MemoryHeader, Runtime, Stopped};

/// The registers of the interpreter.
///
/// On x86-64 the first six are in the integer argument registers, the others in vector registers;
/// the context, needed least, travels as the bits of an `f64`, and what is left of the fuel as a vector.
///
/// `acc` and `float_acc` hold the last result of their kind. The four pinned registers hold the
/// function's most used locals. They are written through: the slot of a local is always right, so
/// pinned values need not be saved, only loaded again after a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registers {
    /// The current cell.
    pub(in crate::interpreter) ip: *const u8,
    /// Slot 0 of the current frame.
    pub(in crate::interpreter) fp: *mut u64,
    /// Byte 0 of the instance's memory 0; its length is just below.
    pub(in crate::interpreter) mem: *mut u8,
    pub(in crate::interpreter) acc: u64,
    pub(in crate::interpreter) pin0: u64,
    pub(in crate::interpreter) pin1: u64,
    pub(in crate::interpreter) float_acc: f64,
    pub(in crate::interpreter) float_pin0: f64,
    pub(in crate::interpreter) float_pin1: f64,
    /// The instance that the current function belongs to.
    pub(in crate::interpreter) context: *mut Context,
    /// What is left of the portion of fuel; it means nothing where nobody pays.
    pub(in crate::interpreter) portion: Portion,
}

/// Slots that a function keeps in pinned registers: two integers, then two floats. A register that
/// is not used loads slot 0, which every frame has; if both of the floats are 0, neither is loaded.
pub(crate) type PinnedSlots = [u16; 4];

impl Registers {
    /// The current cell, to be read field by field. (A copy of the whole would need more scratch
    /// registers than there are.)
    #[inline(always)]
    pub(in crate::interpreter) fn cell<C>(&self) -> *const C {
        self.ip.cast()
    }

    /// The address of a slot of the current frame.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn slot(&self, slot: u32) -> *mut u64 {
        // SAFETY: the translator names only slots of the function's frame.
        unsafe { self.fp.add(slot as usize) }
    }

    /// The state shared by all instances of the store.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn runtime(&self) -> *mut Runtime {
        // SAFETY: the context is that of a live instance.
        unsafe { (*self.context).runtime }
    }

    /// Keeps what is left of the portion of fuel in the store, for those who look at it there.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn keep_portion(&self) {
        // SAFETY: the runtime is that of a live store, which only this thread uses.
        unsafe { (*self.runtime()).fuel.keep(self.portion.left()) }
    }

    /// The registers with the portion of fuel that the store has now.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn with_portion(self) -> Self {
        // SAFETY: the same.
        let portion = Portion::new(unsafe { (*self.runtime()).fuel.portion() });
        Self { portion, ..self }
    }

    /// The address of `size` bytes at `address + offset` of memory 0, if they are within it. The size is
    /// a power of two, 16 at most.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn memory_at(
        &self,
        address: u64,
        offset: u32,
        size: u64,
    ) -> Option<*mut u8> {
        // Both summands have 32 bits, so that nothing overflows.
        let start = u64::from(address as u32) + u64::from(offset);
        // SAFETY: `mem` always has a header below it.
        let header = unsafe { &*MemoryHeader::of(self.mem) };
        // SAFETY: if the bytes are within the memory, so is their start.
        header.holds(start, size).then(|| unsafe { self.mem.add(start as usize) })
    }

    /// The registers at the cell behind the current one, which is a `C`.
    #[inline(always)]
    pub(in crate::interpreter) fn after<C>(self) -> Self {
        Self { ip: self.ip.wrapping_add(size_of::<C>()), ..self }
    }

    /// Goes on with the cell behind the current one, which is a `C`.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn next<C>(self) -> super::Done {
        // SAFETY: a function never ends in a cell that goes on.
        unsafe { self.after::<C>().dispatch() }
    }

    /// Goes on with the cell `distance` bytes from the current one.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn jump(self, distance: i32) -> super::Done {
        let ip = self.ip.wrapping_offset(distance as isize);
        // SAFETY: the translator writes only distances to cells of the same function.
        unsafe { Self { ip, ..self }.dispatch_apart() }
    }

    /// Loads the pinned registers from their slots. Most functions have no floats, which is easily
    /// predicted.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn with_pins(self, slots: *const PinnedSlots) -> Self {
        // SAFETY: pinned slots are slots of the frame.
        unsafe {
            let [pin0, pin1, float_pin0, float_pin1] = *slots;
            let r = Self { pin0: *self.slot(pin0.into()), pin1: *self.slot(pin1.into()), ..self };
            if slots.cast::<[u32; 2]>().read_unaligned()[1] == 0 {
                return r;
            }
            Self {
                float_pin0: *self.slot(float_pin0.into()).cast(),
                float_pin1: *self.slot(float_pin1.into()).cast(),
                ..r
            }
        }
    }

    /// Where execution is, for the way out.
    pub(in crate::interpreter) fn stopped(&self) -> Stopped {
        Stopped { ip: self.ip, fp: self.fp, context: self.context }
    }

    /// The handler of the current cell.
    #[inline(always)]
    pub(super) unsafe fn handler(&self) -> Handler {
        // SAFETY: every cell begins with a word made from a handler by `word`.
        unsafe { handler_of(*self.ip.cast::<u64>()) }
    }
}

/// The handler that a word names.
#[inline(always)]
pub(super) unsafe fn handler_of(word: u64) -> Handler {
    // SAFETY: the word was made from a handler by `word`.
    unsafe {
        std::mem::transmute::<*const (), Handler>(ptr::with_exposed_provenance(word as usize))
    }
}

/// The word by which a cell names its handler.
pub(crate) fn word(handler: Handler) -> u64 {
    (handler as *const ()).expose_provenance() as u64
}
