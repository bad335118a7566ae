//! The layouts of cells.
//!
//! Every cell begins with the address of its handler. The fields `x`, `y`, `z` and `to` are read as
//! the operand classes of the handler demand; distances are in bytes and relative to the cell.
//!
//! What a return needs to know about the caller lies directly before the address it returns to:
//! first where the caller kept its context, for who walks the frames, then the pinned slots, to
//! load them again. So the cells of calls end in `context` and `pins`.

use std::mem::offset_of;
use std::sync::atomic::{AtomicU64, Ordering};

use super::dispatch::PinnedSlots;

/// Instead of the slot in which the caller kept its context: it was the callee's too.
pub(crate) const NOT_KEPT: u32 = 0;
/// Instead of the slot in which the caller kept its context: the caller was the host.
pub(crate) const CALLED_BY_HOST: u32 = u32::MAX;

/// A cell layout, which the translator can write.
pub(crate) trait Cell {
    /// Appends the cell's bytes.
    fn encode(&self, bytes: &mut Vec<u8>);
}

/// A field of a cell.
trait Field {
    /// Fills in the field's bytes, as many as it has.
    fn encode(&self, bytes: &mut [u8]);
}

macro_rules! integer_fields {
    ($($type:ty)*) => { $(
        impl Field for $type {
            fn encode(&self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_ne_bytes());
            }
        }
    )* };
}
integer_fields! { u16 u32 i32 u64 }

impl Field for [u8; 16] {
    fn encode(&self, bytes: &mut [u8]) {
        bytes.copy_from_slice(self);
    }
}

impl Field for PinnedSlots {
    fn encode(&self, bytes: &mut [u8]) {
        for (slot, bytes) in self.iter().zip(bytes.chunks_exact_mut(size_of::<u16>())) {
            slot.encode(bytes);
        }
    }
}

/// Leads from the cell of a call to the first cell of a function.
///
/// It is the only part of code that changes. As threads share code, any of them may link a call
/// while others run it; all would write the same.
#[repr(transparent)]
#[derive(Debug)]
pub(crate) struct Link(AtomicU64);

impl Link {
    /// A link to this cell.
    pub(crate) fn new(cell: *const Enter) -> Self {
        Self(AtomicU64::new(cell.expose_provenance() as u64))
    }

    /// Where it leads.
    #[inline(always)]
    pub(super) fn first_cell(&self) -> *const Enter {
        std::ptr::with_exposed_provenance(self.0.load(Ordering::Acquire) as usize)
    }

    /// Lets it lead to this cell.
    pub(super) fn set(&self, cell: *const Enter) {
        self.0.store(cell.expose_provenance() as u64, Ordering::Release);
    }
}

impl Field for Link {
    fn encode(&self, bytes: &mut [u8]) {
        self.0.load(Ordering::Relaxed).encode(bytes);
    }
}

/// Defines cells, and makes sure that they are whole words without padding.
macro_rules! cells {
    ($($(#[$attribute:meta])* $name:ident {
        $($(#[$note:meta])* $field:ident: $type:ty,)*
    })*) => { $(
        $(#[$attribute])*
        #[repr(C)]
        #[derive(Debug)]
        pub(crate) struct $name {
            pub(crate) handler: u64,
            $($(#[$note])* pub(crate) $field: $type,)*
        }
        const _: () = assert!(size_of::<$name>().is_multiple_of(8));
        const _: () = assert!(size_of::<$name>() == 8 $(+ size_of::<$type>())*);
        impl Cell for $name {
            fn encode(&self, bytes: &mut Vec<u8>) {
                let mut cell = [0; size_of::<Self>()];
                self.handler.encode(&mut cell[..size_of::<u64>()]);
                $({
                    let at = offset_of!(Self, $field);
                    self.$field.encode(&mut cell[at..at + size_of::<$type>()]);
                })*
                bytes.extend_from_slice(&cell);
            }
        }
    )* };
}

cells! {
    /// A cell without fields.
    Bare {}
    /// One operand and a result.
    Short { x: u32, to: u32, }
    /// Two operands, a result, and a field that depends on the family: a third operand, the offset
    /// of a memory access, or the distance of a branch.
    Plain { x: u32, y: u32, to: u32, extra: u32, }
    /// A fused instruction: three operands, a result, a memory offset or a cost, and a branch.
    Wide { x: u32, y: u32, to: u32, z: u32, offset: u32, distance: i32, }
    /// An operation on a table, a memory, a segment or objects: three slots, two numbers, and where the
    /// slots end that are in use, if it may make objects.
    Bulk { x: u32, y: u32, z: u32, first: u32, second: u32, reserved: u32, }
    /// An unconditional branch.
    Branch { distance: i32, cost: u32, }
    /// A branch by index. `table` is the distance to `last + 1` [`Target`]s behind all cells, which several
    /// such branches may share.
    BranchTable { x: u32, addend: u32, last: u32, table: i32, }
    /// A target of a branch by index. It is no cell, but begins with the handler of one, so that nobody
    /// waits for that cell to know where to go.
    Target {
        /// From the beginning of the table.
        distance: i32,
        /// As all costs: may be negative, as the bits of an `i32`.
        cost: u32,
    }
    /// A load and a branch by the value, as of [`BranchTable`].
    LoadTable { x: u32, to: u32, offset: u32, addend: u32, last: u32, table: i32, }
    /// Copies `count` slots, lowest first.
    Copy { from: u32, to: u32, count: u32, reserved: u32, }
    /// A vector.
    Constant { to: u32, reserved: u32, value: [u8; 16], }
    /// A test of what a reference refers to: whether to a type, above which there are `depth` others.
    Test { x: u32, to: u32, id: u32, depth: u32, nullable: u32, reserved: u32, }
    /// Two vectors, and which of their bytes make up the result.
    Shuffle { x: u32, y: u32, to: u32, reserved: u32, lanes: [u8; 16], }
    /// A load or store of one lane of the vector `y`, `lane` bytes from its beginning.
    LaneAccess { x: u32, y: u32, to: u32, offset: u32, lane: u32, reserved: u32, }
    /// A load or store of a far memory.
    Far {
        x: u32,
        y: u32,
        to: u32,
        /// The offset of the pointer to the memory in the context.
        memory: u32,
        /// The constant offset of the access.
        offset: u64,
    }
    /// The same of one lane of the vector `y`, `lane` bytes from its beginning.
    FarLane { x: u32, y: u32, to: u32, lane: u32, memory: u32, reserved: u32, offset: u64, }
    /// An atomic access to a memory: three slots, the first of which takes the result.
    Atomic { x: u32, y: u32, z: u32, memory: u32, offset: u64, }
    /// A trap that always happens.
    Trap { reserved: u64, }
    /// The first cell of every function.
    Enter {
        /// The size of the frame, in slots, if whoever calls may do what this cell would; more than
        /// ever fits if not.
        reach: u32,
        /// The size of the frame.
        frame: u32,
        /// The first slot to be zeroed.
        zero_from: u32,
        /// The slot behind the last to be zeroed.
        zero_to: u32,
        /// What the code from here to where it goes elsewhere consumes of the fuel.
        cost: u32,
        reserved: u32,
        pins: PinnedSlots,
    }
    /// A call of a function of the same instance.
    Call {
        /// The function's code, once that is known.
        code: Link,
        /// The offset of the function's entry in the context.
        function: u32,
        /// The caller's slot at which the callee's frame begins.
        base: u32,
        /// The caller's slot that becomes the callee's return record.
        record: u32,
        /// Always [`NOT_KEPT`].
        context: u32,
        pins: PinnedSlots,
    }
    /// A move to a slot, then a call of a function of the same instance. Begins like [`Call`].
    CopyCall {
        code: Link,
        function: u32,
        base: u32,
        record: u32,
        x: u32,
        to: u32,
        /// Always [`NOT_KEPT`].
        context: u32,
        pins: PinnedSlots,
    }
    /// A call of an imported function; a [`Reenter`] cell follows.
    CallImported {
        /// The offset of the pointer to the function's entry in the context.
        function: u32,
        base: u32,
        record: u32,
        /// The slot in which the caller keeps its context meanwhile.
        context: u32,
        pins: PinnedSlots,
    }
    /// A call through a table; a [`Reenter`] cell follows.
    CallIndirect {
        /// The index of the element.
        x: u32,
        /// The offset of the pointer to the table in the context.
        table: u32,
        type_id: u32,
        base: u32,
        record: u32,
        context: u32,
        pins: PinnedSlots,
    }
    /// A call through a reference; a [`Reenter`] cell follows.
    CallReference {
        /// The slot of the reference.
        x: u32,
        base: u32,
        record: u32,
        context: u32,
        pins: PinnedSlots,
    }
    /// A tail call of a function of the same instance or, if the offset is that of a pointer to its
    /// entry, of an imported one.
    TailCall {
        /// The first of the slots that hold the arguments, and how many they are.
        from: u32,
        count: u32,
        /// The slots of the return record, in the frame as it is and as it becomes.
        header: u32,
        record: u32,
        /// The distance to the function's [`Relay`] cell, if it has one.
        relay: i32,
        /// The offset of the function's entry, or of the pointer to it, in the context.
        function: u32,
    }
    /// A tail call through a table, or through a reference; the first fields are those of [`TailCall`].
    TailCallIndirect {
        from: u32,
        count: u32,
        header: u32,
        record: u32,
        relay: i32,
        /// The slot of the index of the element, or of the reference.
        x: u32,
        /// The offset of the pointer to the table in the context.
        table: u32,
        type_id: u32,
    }
    /// Throws an exception.
    Throw {
        /// The offset of the tag in the context.
        tag: u32,
        /// The first of the slots that hold the payload, and how many they are.
        from: u32,
        count: u32,
        reserved: u32,
    }
    /// What must lie before the address that a callee returns to whose caller is about to return
    /// itself. Never executed.
    Relay {
        reserved: u32,
        /// The slot in which the caller kept its context.
        context: u32,
        pins: PinnedSlots,
    }
    /// Where a function of another instance returns to: goes back to the caller's instance. An
    /// indirect call within the instance returns behind this cell.
    Reenter {
        /// The slot in which the caller kept its context.
        kept: u32,
        /// Always [`NOT_KEPT`], for calls that return behind this cell.
        context: u32,
        pins: PinnedSlots,
    }
    /// A return, possibly with one result.
    Return {
        x: u32,
        /// The slot that holds the return record.
        header: u32,
    }
}
