//! Finding who catches an exception.
//!
//! The frames are walked from the innermost on, by their return records, until a block catches or
//! the host is reached. What the frames hold is only looked at once they are known to go on, so
//! that nothing has to be restored.

use super::backtrace;
use super::cell;
use super::frames::{CalledBy, called_by};
use crate::store::services;
use crate::trap::TrapCode;
use crate::vm::{Context, Exit, Resume, Runtime, Stopped, VALUES_PER_FUEL};

/// So many frames and clauses looked at cost as much as an operator.
const LOOKS_PER_FUEL: i64 = 8;

/// Looks for who catches what is thrown at a cell, and prepares to go on there; false, with the
/// reason noted, if execution stops.
///
/// # Safety
///
/// The runtime must be that of the store that is running, and the others the registers of the
/// innermost frame. (One by one, since a handler must not have locals whose address is known.)
#[cold]
#[inline(never)]
pub(super) unsafe fn from_cell(
    runtime: *mut Runtime,
    ip: *const u8,
    fp: *mut u64,
    context: *mut Context,
) -> bool {
    let position = Stopped { ip, fp, context };
    // SAFETY: passed on to the caller.
    unsafe {
        match search(runtime, position, 0) {
            Outcome::Caught(resume) => {
                (*runtime).resume = resume;
                services::forget_thrown(runtime);
            }
            Outcome::Uncaught => (*runtime).exit = Exit::Uncaught(position),
            Outcome::Refused(exit) => (*runtime).exit = exit,
        }
        matches!((*runtime).exit, Exit::Returned)
    }
}

/// The same for what a host function threw, whose frame has this return record. If nobody catches
/// it, the reason noted stays.
///
/// # Safety
///
/// The runtime must be that of the store that is running, and `context` that of the innermost
/// frame of a guest.
#[cold]
#[inline(never)]
pub(super) unsafe fn from_host(
    runtime: *mut Runtime,
    record: *mut u64,
    context: *mut Context,
) -> bool {
    // SAFETY: passed on to the caller.
    unsafe {
        let outcome = match called_by(record, context) {
            CalledBy::Guest(position) => search(runtime, position, 1),
            CalledBy::Host(_) => Outcome::Uncaught,
        };
        match outcome {
            Outcome::Caught(resume) => {
                (*runtime).resume = resume;
                (*runtime).exit = Exit::Returned;
                services::forget_thrown(runtime);
                true
            }
            Outcome::Uncaught => {
                if let Exit::Failed(error) = std::mem::replace(&mut (*runtime).exit, Exit::Returned)
                {
                    let callers = || backtrace::capture_callers(record, context);
                    (*runtime).exit = Exit::Failed(error.with_backtrace(callers));
                }
                false
            }
            Outcome::Refused(exit) => {
                (*runtime).exit = exit;
                false
            }
        }
    }
}

/// What came of a search.
enum Outcome {
    Caught(Resume),
    /// It reached the host.
    Uncaught,
    /// The guest is to stop, or there is no room for a reference that was asked for.
    Refused(Exit),
}

/// Walks the frames. The innermost was left `behind` bytes behind the cell that throws.
unsafe fn search(runtime: *mut Runtime, innermost: Stopped, mut behind: usize) -> Outcome {
    // SAFETY: the caller guarantees that the frames are intact; contexts, their modules and the
    // runtime live as long as the store.
    unsafe {
        // A handler may lie before the cell that throws, as the target of a branch may.
        if (*runtime).stack_limit.is_interrupted() {
            return Outcome::Refused(Exit::Trapped(TrapCode::Interrupted, innermost));
        }
        let mut position = innermost;
        let mut looks = 0;
        loop {
            looks += 1;
            let Stopped { ip, fp, context } = position;
            let address = ip.addr() - behind;
            let Some((_, code)) = (*(*context).module).code_at(address) else {
                return Outcome::Uncaught;
            };
            let start = code.address_range().start;
            if let Some(catching) = code.catching() {
                let thrown = u64::from((*runtime).thrown.tag);
                let mut clauses = catching.clauses(address - start).inspect(|_| looks += 1);
                let found = clauses.find(|clause| {
                    clause.tag.is_none_or(|tag| *Context::cell::<u64>(context, tag) == thrown)
                });
                if let Some(clause) = found {
                    let payload = ((*runtime).thrown.payload.len() / VALUES_PER_FUEL) as i64;
                    let cost = i64::from(clause.cost) + looks / LOOKS_PER_FUEL + payload;
                    if !(*runtime).fuel.pay(cost) {
                        return Outcome::Refused(Exit::Trapped(TrapCode::OutOfFuel, innermost));
                    }
                    let ip = code.entry().cast::<u8>().wrapping_add(clause.target as usize);
                    let frame = Stopped { ip, fp, context };
                    if clause.tag.is_some() {
                        deliver(&(*runtime).thrown.payload, fp.add(clause.payload as usize));
                    }
                    if let Some(slot) = clause.reference {
                        match services::reference_to_thrown(runtime, end_of_frame(innermost)) {
                            Ok(reference) => *fp.add(slot as usize) = reference,
                            Err(code) => {
                                return Outcome::Refused(Exit::Trapped(code, innermost));
                            }
                        }
                    }
                    return Outcome::Caught(Resume { frame, pins: catching.pins });
                }
            }
            match called_by(fp.add(code.header() as usize), context) {
                CalledBy::Guest(caller) => position = caller,
                CalledBy::Host(_) => return Outcome::Uncaught,
            }
            behind = 1;
        }
    }
}

/// Where the slots of a frame end.
unsafe fn end_of_frame(frame: Stopped) -> *const u64 {
    let Stopped { ip, fp, context } = frame;
    // SAFETY: as for `search`; functions begin with a cell that tells how large their frames are. An
    // address behind the last cell is still that of constants or of the cell itself.
    unsafe {
        let slots = match (*(*context).module).code_at(ip.addr() - 1) {
            Some((_, code)) => (*code.entry().cast::<cell::Enter>()).frame,
            None => 0,
        };
        fp.add(slots as usize)
    }
}

/// Puts the payload into the slots that expect it.
unsafe fn deliver(payload: &[u64], to: *mut u64) {
    // SAFETY: the translator made room for a payload of the tag's type.
    unsafe { to.copy_from_nonoverlapping(payload.as_ptr(), payload.len()) }
}
