//! The functions that were running when an instruction trapped.

use std::ptr;

use super::cell;
use super::dispatch::PinnedSlots;
use super::run::Landing;
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
    let mut walk = Walk { position: stopped, modules: Vec::new(), functions: Vec::new() };
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
    position: Stopped,
    modules: Vec<(*const ModuleData, CodeMap)>,
    functions: Vec<(*const ModuleData, u32, Positions)>,
}

/// The code of a module's functions, by address.
struct CodeMap {
    /// The first and last byte's address and the index among the defined functions.
    ranges: Vec<(usize, usize, u32)>,
}

impl CodeMap {
    fn new(module: &ModuleData) -> Self {
        let translated = module.code.iter().enumerate();
        let mut ranges: Vec<_> = translated
            .filter_map(|(index, code)| {
                let range = code.get()?.address_range();
                Some((range.start, range.end, index as u32))
            })
            .collect();
        ranges.sort_unstable();
        Self { ranges }
    }

    /// The function whose code contains `address`, and the distance from its beginning.
    fn find(&self, address: usize) -> Option<(u32, usize)> {
        let next = self.ranges.partition_point(|&(start, ..)| start <= address);
        let &(start, end, index) = self.ranges.get(next.checked_sub(1)?)?;
        (address < end).then_some((index, address - start))
    }
}

impl Walk {
    /// The current frame; goes on to its caller.
    unsafe fn next(&mut self, behind: usize) -> Option<Frame> {
        let Stopped { ip, fp, context } = self.position;
        if context.is_null() {
            return None;
        }
        // SAFETY: contexts and their modules live as long as the store.
        let module = unsafe { &*(*context).module };
        let (defined, offset) = self.map_of(module).find(ip.addr() - behind)?;
        let function = module.imported_functions + defined;
        let position = self.positions_of(module, defined).find(offset);
        let header = module.code[defined as usize].get()?.header();
        // SAFETY: the return record is where the function's code says.
        self.position = unsafe { caller(fp.add(header as usize), context) };
        Some(Frame::new(function, module.function_name(function), position))
    }

    fn map_of(&mut self, module: &ModuleData) -> &CodeMap {
        let key: *const ModuleData = module;
        let known = self.modules.iter().position(|&(known, _)| known == key);
        let index = known.unwrap_or_else(|| {
            self.modules.push((key, CodeMap::new(module)));
            self.modules.len() - 1
        });
        &self.modules[index].1
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

/// Where the frame with this return record was called, across functions of the host.
unsafe fn caller(mut record: *mut u64, context: *mut Context) -> Stopped {
    // SAFETY: records hold the addresses of a cell and of a frame; before the cell is written what
    // is special about the call.
    unsafe {
        loop {
            let ip = ptr::with_exposed_provenance::<u8>(*record as usize);
            let fp = ptr::with_exposed_provenance_mut::<u64>(*record.add(1) as usize);
            match *ip.sub(size_of::<PinnedSlots>() + size_of::<u32>()).cast::<u32>() {
                cell::NOT_KEPT => return Stopped { ip, fp, context },
                cell::CALLED_BY_HOST => {
                    record = Landing::outer_record(ip);
                    if record.is_null() {
                        return Stopped { ip, fp, context: ptr::null_mut() };
                    }
                }
                kept => {
                    let context = *fp.add(kept as usize) as usize;
                    let context = ptr::with_exposed_provenance_mut(context);
                    return Stopped { ip, fp, context };
                }
            }
        }
    }
}
