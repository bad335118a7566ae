//! Calls and returns.
//!
//! A frame is `[parameters or results | return record | own slots]`. The callee's frame begins at
//! the caller's first argument, so arguments and results are never copied. The return record, two
//! slots behind the parameters or the results, whichever are more, holds the address of the cell
//! to return to and the caller's frame. The four numbers of the caller's pinned slots lie directly
//! before that cell.

use super::super::cell::Cell;
use super::super::dispatch::{Done, PinnedSlots};
use super::metering::{Meter, Metered, Unmetered, by_meter};
use super::tables::prelude::*;
use super::trap::{beyond_limit, trap};
use crate::store::services;
use crate::trap::TrapCode;
use crate::vm::{Context, FuncEntry, Table};

/// The slots of a return record.
pub(crate) const RECORD_SLOTS: u32 = 2;

impl Registers {
    /// Writes the return record of a callee that returns to `return_ip`.
    #[inline(always)]
    pub(super) unsafe fn write_record(&self, record: u32, return_ip: *const u8) {
        // SAFETY: the caller's frame was made large enough for its callees' return records.
        unsafe {
            let record = self.slot(record);
            *record = return_ip.expose_provenance() as u64;
            *record.add(1) = self.fp.expose_provenance() as u64;
        }
    }

    /// Makes the caller's frame current again, at the cell to return to.
    #[inline(always)]
    pub(in crate::interpreter) unsafe fn pop_frame(self, header: u32) -> Self {
        // SAFETY: the record was written when the frame was made.
        unsafe {
            let record = self.slot(header);
            let ip = std::ptr::with_exposed_provenance::<u8>(*record as usize);
            let fp = std::ptr::with_exposed_provenance_mut(*record.add(1) as usize);
            Self { ip, fp, ..self }.with_pins(ip.sub(size_of::<PinnedSlots>()).cast())
        }
    }

    /// The registers in the instance that owns a function.
    #[inline(always)]
    pub(super) unsafe fn in_instance_of(self, entry: *const FuncEntry) -> Self {
        // SAFETY: entries and contexts live as long as their store. Functions of the host have no
        // context and run in their caller's.
        unsafe {
            let context = (*entry).context;
            if context.is_null() {
                return self;
            }
            Self { context, mem: (*context).memory, ..self }
        }
    }

    /// Goes to the beginning of a function whose frame begins at `base`.
    #[inline(always)]
    pub(super) unsafe fn enter(self, code: *const u64, base: u32) -> Done {
        // SAFETY: the slot is one of the caller's frame.
        let fp = unsafe { self.slot(base) };
        // SAFETY: functions begin with a cell.
        unsafe { Self { ip: code.cast(), fp, ..self }.dispatch() }
    }

    /// Goes on behind the first cell of a function.
    #[inline(always)]
    unsafe fn begin<M: Meter>(self) -> Done {
        // SAFETY: the current cell is the first of a function, and another follows.
        unsafe {
            let r = self.after::<cell::Enter>();
            if M::RUNS { r.spend((*self.cell::<cell::Enter>()).cost) } else { r.dispatch() }
        }
    }

    /// Whether a frame of `slots` slots at `fp` would not fit on the stack.
    #[inline(always)]
    unsafe fn overflows(&self, slots: u32) -> bool {
        // SAFETY: the context is that of a live instance, whose store has the limit.
        let limit = unsafe { (*(*self.context).stack_limit).get() };
        self.fp.addr() as u64 + u64::from(slots) * 8 > limit as u64
    }

    /// The registers in a function whose first cell is `enter` and whose frame begins at `base`, once
    /// what that cell does has been done; `None` if that must be left to its handler.
    #[inline(always)]
    unsafe fn begun(self, enter: *const cell::Enter, base: u32) -> Option<Self> {
        // SAFETY: the slot is one of the caller's frame; of a stub only `reach` is looked at.
        unsafe {
            let r = Self { ip: enter.cast(), fp: self.slot(base), ..self };
            if r.overflows((*enter).reach) {
                return None;
            }
            r.zero((*enter).zero_from, (*enter).zero_to);
            Some(r.with_pins(&raw const (*enter).pins))
        }
    }

    /// Calls a function of the same instance by the cell `C`, which begins like any such call.
    #[inline(always)]
    unsafe fn call<M: Meter, C: Cell>(self) -> Done {
        // SAFETY: the cell leads to the first cell of a function, or to `UNLINKED`.
        unsafe {
            let cell = self.cell::<cell::Call>();
            self.write_record((*cell).record, self.after::<C>().ip);
            match self.begun((*cell).code.first_cell(), (*cell).base) {
                Some(r) => r.begin::<M>(),
                None => self.without_locals().transfer(call_by_entry::<C>),
            }
        }
    }

    /// The registers with nothing in those that no callee wants: so nobody has to keep what they held.
    #[inline(always)]
    fn without_locals(self) -> Self {
        Self { acc: 0, pin0: 0, pin1: 0, ..self }
    }

    /// Zeroes a few slots, and some behind them.
    #[inline(always)]
    unsafe fn zero(&self, from: u32, to: u32) {
        let count = to - from;
        // SAFETY: the translator made room for as many slots as `find_enter` says.
        unsafe {
            let place = self.slot(from).cast::<[u64; 4]>();
            if count > 0 {
                *place = [0; 4];
            }
            if count > 4 {
                *place.add(1) = [0; 4];
            }
            if count > 8 {
                *place.add(2).cast::<[u64; 8]>() = [0; 8];
            }
        }
    }
}

/// What cells of calls lead to that are not linked.
static UNLINKED: cell::Enter = cell::Enter {
    handler: 0,
    reach: u32::MAX,
    frame: 0,
    zero_from: 0,
    zero_to: 0,
    cost: 0,
    reserved: 0,
    pins: [0; 4],
};

/// What the cell of a call leads to before it is linked.
pub(crate) fn unlinked() -> cell::Link {
    cell::Link::new(&raw const UNLINKED)
}

handler! {
    /// The beginning of a function with no or few locals beside its parameters.
    fn enter<M: Meter>(r) {
        let cell = r.cell::<cell::Enter>();
        if r.overflows((*cell).frame) {
            return r.transfer(beyond_limit);
        }
        r.zero((*cell).zero_from, (*cell).zero_to);
        r.with_pins(&raw const (*cell).pins).begin::<M>()
    }

    /// The beginning of a function with any number of locals.
    fn enter_zeroing<M: Meter>(r) {
        let cell = r.cell::<cell::Enter>();
        if r.overflows((*cell).frame) {
            return r.transfer(beyond_limit);
        }
        let count = (*cell).zero_to - (*cell).zero_from;
        r.slot((*cell).zero_from).write_bytes(0, count as usize);
        r.with_pins(&raw const (*cell).pins).begin::<M>()
    }

    /// The beginning of a function that is told of.
    fn enter_traced<M: Meter>(r) {
        let cell = r.cell::<cell::Enter>();
        if r.overflows((*cell).frame) {
            return r.transfer(beyond_limit);
        }
        services::began(r.context, r.ip, r.fp);
        let count = (*cell).zero_to - (*cell).zero_from;
        r.slot((*cell).zero_from).write_bytes(0, count as usize);
        r.with_pins(&raw const (*cell).pins).begin::<M>()
    }

    /// A call within the instance. (Fields are read as late as possible, which leaves enough
    /// scratch registers to do without the stack.)
    fn call<M: Meter>(r) {
        r.call::<M, cell::Call>()
    }

    /// `to = x`, the last argument perhaps, then a call within the instance.
    fn copy_call<M: Meter, X: IntSource>(r) {
        let cell = r.cell::<cell::CopyCall>();
        *r.slot((*cell).to) = X::read(&r, (*cell).x);
        r.call::<M, cell::CopyCall>()
    }

    /// A call within the instance of a function that is not linked, or has no room for its frame.
    #[cold]
    #[inline(never)]
    fn call_by_entry<C: Cell>(r) {
        let cell = r.cell::<cell::Call>();
        let entry = Context::cell::<FuncEntry>(r.context, (*cell).function);
        let code = (*entry).code;
        if (*entry).is_translated() {
            (*cell).code.set(code.cast());
        }
        r.enter(code, (*cell).base)
    }

    /// A call of an imported function.
    fn call_imported(r) {
        let cell = r.cell::<cell::CallImported>();
        let entry = *Context::cell::<*const FuncEntry>(r.context, (*cell).function);
        *r.slot((*cell).context) = r.context.expose_provenance() as u64;
        r.write_record((*cell).record, r.after::<cell::CallImported>().ip);
        r.in_instance_of(entry).enter((*entry).code, (*cell).base)
    }

    /// A call through a table.
    fn call_indirect<M: Meter, X: IntSource>(r) {
        let cell = r.cell::<cell::CallIndirect>();
        let table = *Context::cell::<*const Table>(r.context, (*cell).table);
        let index = X::read(&r, (*cell).x) as u32 as usize;
        if index >= (*table).len() {
            return r.transfer(trap(TrapCode::UndefinedElement));
        }
        let element = *(*table).elements_ptr().add(index);
        let entry = std::ptr::with_exposed_provenance::<FuncEntry>(element as usize);
        if entry.is_null() {
            return r.transfer(trap(TrapCode::IndirectCallToNull));
        }
        if (*entry).type_id != (*cell).type_id {
            return r.transfer(trap(TrapCode::BadSignature));
        }
        let reenter = r.after::<cell::CallIndirect>();
        if (*entry).context == r.context {
            r.write_record((*cell).record, reenter.after::<cell::Reenter>().ip);
            return match r.begun((*entry).code.cast(), (*cell).base) {
                Some(r) => r.begin::<M>(),
                None => r.without_locals().enter((*entry).code, (*cell).base),
            };
        }
        *r.slot((*cell).context) = r.context.expose_provenance() as u64;
        r.write_record((*cell).record, reenter.ip);
        r.in_instance_of(entry).enter((*entry).code, (*cell).base)
    }

    /// A call through a reference.
    fn call_reference(r) {
        let cell = r.cell::<cell::CallReference>();
        let entry = *r.slot((*cell).x) as usize;
        let entry = std::ptr::with_exposed_provenance::<FuncEntry>(entry);
        if entry.is_null() {
            return r.transfer(trap(TrapCode::NullFunctionReference));
        }
        let reenter = r.after::<cell::CallReference>();
        if (*entry).context == r.context {
            r.write_record((*cell).record, reenter.after::<cell::Reenter>().ip);
            return r.enter((*entry).code, (*cell).base);
        }
        *r.slot((*cell).context) = r.context.expose_provenance() as u64;
        r.write_record((*cell).record, reenter.ip);
        r.in_instance_of(entry).enter((*entry).code, (*cell).base)
    }

    /// Back from a function of another instance.
    fn reenter(r) {
        let cell = r.cell::<cell::Reenter>();
        let context = *r.slot((*cell).kept) as usize;
        let context = std::ptr::with_exposed_provenance_mut::<Context>(context);
        Registers { context, mem: (*context).memory, ..r }.next::<cell::Reenter>()
    }

    /// A return whose results, if any, are in place.
    fn leave(r) {
        let cell = r.cell::<cell::Return>();
        // The first result is expected in the accumulators.
        let r = Registers { acc: *r.fp, float_acc: *r.fp.cast(), ..r };
        r.pop_frame((*cell).header).dispatch()
    }

    /// A return of one integer.
    fn leave_with<X: IntSource>(r) {
        let cell = r.cell::<cell::Return>();
        let value = X::read(&r, (*cell).x);
        *r.fp = value;
        Registers { acc: value, ..r }.pop_frame((*cell).header).dispatch()
    }

    /// A return of one float.
    fn leave_with_float<X: FloatSource>(r) {
        let cell = r.cell::<cell::Return>();
        let value = X::read_float(&r, (*cell).x);
        *r.fp.cast() = value;
        Registers { float_acc: value, ..r }.pop_frame((*cell).header).dispatch()
    }

    /// Copies slots downwards: the results of a function or of a block to where they belong.
    fn copy_slots(r) {
        let cell = r.cell::<cell::Copy>();
        let (from, to) = (r.slot((*cell).from), r.slot((*cell).to));
        std::ptr::copy(from, to, (*cell).count as usize);
        r.next::<cell::Copy>()
    }
}

/// How many slots are zeroed without a loop.
const MAX_ZEROED: u32 = 16;

/// How a function begins.
pub(crate) struct Beginning {
    pub(crate) handler: Handler,
    /// How many slots are zeroed.
    pub(crate) zeroed: u32,
    /// Whether whoever calls may do what the handler would.
    pub(crate) by_caller: bool,
}

/// How a function begins that needs so many slots zeroed.
pub(crate) fn find_enter(metered: bool, zeroed: u32) -> Beginning {
    // Without a meter too, an interruption is seen: it lowers the limit of the stack.
    let (handler, zeroed) = by_meter!(metered, enter_of(zeroed));
    Beginning { handler, zeroed, by_caller: zeroed <= MAX_ZEROED }
}

/// The same for functions that are told of.
pub(crate) fn find_traced_enter(metered: bool, zeroed: u32) -> Beginning {
    Beginning { handler: by_meter!(metered, enter_traced), zeroed, by_caller: false }
}

fn enter_of<M: Meter>(zeroed: u32) -> (Handler, u32) {
    match zeroed {
        0 => (enter::<M>, 0),
        1..=4 => (enter::<M>, 4),
        5..=8 => (enter::<M>, 8),
        9..=MAX_ZEROED => (enter::<M>, MAX_ZEROED),
        _ => (enter_zeroing::<M>, zeroed),
    }
}

macro_rules! results {
    ($handler:ident;) => { sources!(one, $handler;) };
}
const INT_RESULTS: BySource<Entry> = results!(leave_with;);
const FLOAT_RESULTS: BySource<Entry> = results!(leave_with_float;);
const INDIRECT: BySource<Entry> = sources!(one, call_indirect; Unmetered);
const METERED_INDIRECT: BySource<Entry> = sources!(one, call_indirect; Metered);

/// The handler of a return of one integer.
pub(crate) fn find_leave_with(x: Source) -> Entry {
    *by_source(&INT_RESULTS, x)?
}

/// The handler of a return of one float.
pub(crate) fn find_leave_with_float(x: Source) -> Entry {
    *by_source(&FLOAT_RESULTS, x)?
}

/// The handler of a return whose results are in place.
pub(crate) fn find_leave() -> Handler {
    leave
}

/// The handler of a call within the instance.
pub(crate) fn find_call(metered: bool) -> Handler {
    by_meter!(metered, call)
}

const COPY_CALLS: BySource<Entry> = sources!(one, copy_call; Unmetered);
const METERED_COPY_CALLS: BySource<Entry> = sources!(one, copy_call; Metered);

/// The handler of a move to a slot and a call within the instance.
pub(crate) fn find_copy_call(metered: bool, x: Source) -> Entry {
    *by_source(if metered { &METERED_COPY_CALLS } else { &COPY_CALLS }, x)?
}

/// The handler of a call of an imported function.
pub(crate) fn find_call_imported() -> Handler {
    call_imported
}

/// The handler of a call through a table.
pub(crate) fn find_call_indirect(metered: bool, x: Source) -> Entry {
    *by_source(if metered { &METERED_INDIRECT } else { &INDIRECT }, x)?
}

/// The handler of a call through a reference.
pub(crate) fn find_call_reference() -> Handler {
    call_reference
}

/// The handler of the cell that comes back from another instance.
pub(crate) fn find_reenter() -> Handler {
    reenter
}

/// The handler that copies slots downwards.
pub(crate) fn find_copy_slots() -> Handler {
    copy_slots
}
