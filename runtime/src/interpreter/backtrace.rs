//! The functions that were running when an instruction trapped.

use super::frames::{CalledBy, called_by};
use crate::module::ModuleData;
use crate::translate::{self, Positions};
use crate::trap::Frame;
use crate::vm::{Context, Stopped};

/// How many frames a backtrace has at most: an overflow of the stack leaves hundreds of thousands.
const MAX_FRAMES: usize = 64;

/// Walks the frames, innermost first.
///
/// # Safety
///
/// The frames must still be on the stack of a live store.
pub(super) unsafe fn capture(stopped: Stopped) -> Vec<Frame> {
    let mut walk = Walk { position: Some(stopped), functions: Vec::new() };
    let mut frames = Vec::new();
    // The innermost frame stopped at a cell, the others behind the cell of a call.
    let mut behind = 0;
    while frames.len() < MAX_FRAMES {
        // SAFETY: the caller guarantees that the frames are intact.
        let Some(frame) = (unsafe { walk.next(behind) }) else { break };
        frames.push(frame);
        behind = 1;
    }
    frames
}

/// Where the walk has come to, and what it has found out on its way.
struct Walk {
    position: Option<Stopped>,
    functions: Vec<(*const ModuleData, u32, Positions)>,
}

impl Walk {
    /// The current frame; goes on to its caller.
    unsafe fn next(&mut self, behind: usize) -> Option<Frame> {
        let Stopped { ip, fp, context } = self.position.take()?;
        // SAFETY: contexts and their modules live as long as the store.
        let module = unsafe { &*(*context).module };
        let address = ip.addr() - behind;
        let (defined, code) = module.code_at(address)?;
        let function = module.imported_functions + defined;
        let offset = address - code.address_range().start;
        let position = self.positions_of(module, defined).find(offset);
        // SAFETY: the return record is where the function's code says.
        self.position = unsafe { caller(fp.add(code.header() as usize), context) };
        Some(Frame::new(function, module.function_name(function), position))
    }

    fn positions_of(&mut self, module: &ModuleData, defined: u32) -> &Positions {
        let key: *const ModuleData = module;
        let known = self
            .functions
            .iter()
            .position(|&(known, function, _)| (known, function) == (key, defined));
        let index = known.unwrap_or_else(|| {
            self.functions.push((key, defined, translate::positions(module, defined)));
            self.functions.len() - 1
        });
        &self.functions[index].2
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
