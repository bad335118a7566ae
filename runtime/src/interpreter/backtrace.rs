//! The functions that were running when an instruction trapped or a host function failed.
//!
//! Only addresses are noted: what they mean is found out when somebody asks.

use std::sync::{Arc, OnceLock};

use super::frames::{CalledBy, called_by};
use crate::module::ModuleData;
use crate::trap::{Frame, SharedPositions};
use crate::vm::{Context, Stopped};

/// How many frames a backtrace has at most: an overflow of the stack leaves hundreds of thousands.
const MAX_FRAMES: usize = 64;

/// The same for samples, which are read by programs that want to know the outermost functions.
const MAX_SAMPLED_FRAMES: usize = 512;

/// Walks the frames, innermost first.
///
/// # Safety
///
/// The frames must still be on the stack of a live store.
pub(super) unsafe fn capture(stopped: Stopped) -> Vec<Frame> {
    // The innermost frame stopped at a cell, the others behind the cell of a call.
    // SAFETY: the caller guarantees that the frames are intact.
    unsafe { walk(Some(stopped), 0, MAX_FRAMES) }
}

/// The same, of a guest that goes on.
///
/// # Safety
///
/// As for [`capture`].
pub(super) unsafe fn capture_sample(current: Stopped) -> Vec<Frame> {
    // SAFETY: the caller guarantees that the frames are intact.
    unsafe { walk(Some(current), 0, MAX_SAMPLED_FRAMES) }
}

/// Walks the frames of those who called the function of the host with this return record, which ran
/// in the instance `context`.
///
/// # Safety
///
/// As for [`capture`].
pub(super) unsafe fn capture_callers(record: *mut u64, context: *mut Context) -> Vec<Frame> {
    // SAFETY: the caller guarantees that the frames are intact.
    unsafe { walk(caller(record, context), 1, MAX_FRAMES) }
}

unsafe fn walk(position: Option<Stopped>, mut behind: usize, most: usize) -> Vec<Frame> {
    let mut walk = Walk { position, functions: Vec::new() };
    let mut frames = Vec::new();
    while frames.len() < most {
        // SAFETY: the caller guarantees that the frames are intact.
        let Some(frame) = (unsafe { walk.next(behind) }) else { break };
        frames.push(frame);
        behind = 1;
    }
    frames
}

/// Where the walk has come to, and which functions it has met.
struct Walk {
    position: Option<Stopped>,
    functions: Vec<(*const ModuleData, u32, SharedPositions)>,
}

impl Walk {
    /// The current frame; goes on to its caller.
    unsafe fn next(&mut self, behind: usize) -> Option<Frame> {
        let Stopped { ip, fp, context } = self.position.take()?;
        // SAFETY: contexts point to what an `Arc` of their instance keeps, as long as the store.
        let module = unsafe {
            let module = (*context).module;
            Arc::increment_strong_count(module);
            Arc::from_raw(module)
        };
        let address = ip.addr() - behind;
        let (defined, code) = module.code_at(address)?;
        let offset = address - code.address_range().start;
        // SAFETY: the return record is where the function's code says.
        self.position = unsafe { caller(fp.add(code.header() as usize), context) };
        let positions = self.positions_of(&module, defined);
        Some(Frame::new(module, defined, offset, positions))
    }

    /// What frames of the same function share.
    fn positions_of(&mut self, module: &Arc<ModuleData>, defined: u32) -> SharedPositions {
        let key = Arc::as_ptr(module);
        let mut functions = self.functions.iter();
        let known = functions.find(|&&(known, function, _)| (known, function) == (key, defined));
        if let Some((.., positions)) = known {
            return Arc::clone(positions);
        }
        let positions = Arc::new(OnceLock::new());
        self.functions.push((key, defined, Arc::clone(&positions)));
        positions
    }
}

/// Where the frame with this return record was called, across functions of the host; `None` if it
/// was the outermost.
unsafe fn caller(mut record: *mut u64, context: *mut Context) -> Option<Stopped> {
    while !record.is_null() {
        // SAFETY: the caller guarantees that the frames are intact.
        match unsafe { called_by(record, context) } {
            CalledBy::Guest(position) => return Some(position),
            CalledBy::Host(outer) => record = outer,
        }
    }
    None
}
