//! Taking what code costs off the fuel, where branches are taken and functions begin.

use std::hint::cold_path;

use super::super::cell;
use super::super::dispatch::{Done, Registers, handler};
use super::super::sampling::sample;
use super::trap::trap;

/// Whether a handler takes the cost in its cell off the fuel.
pub(in crate::interpreter) trait Meter {
    const RUNS: bool;
}

/// It does not, and costs nothing.
pub(super) struct Unmetered;
/// It does, and asks whether to go on when a portion is used up.
pub(super) struct Metered;

impl Meter for Unmetered {
    const RUNS: bool = false;
}

impl Meter for Metered {
    const RUNS: bool = true;
}

/// A function of the type that says whether there is a meter.
macro_rules! by_meter {
    ($metered:expr, $function:ident $(($($argument:expr),*))?) => {
        if $metered {
            $function::<Metered> $(($($argument),*))?
        } else {
            $function::<Unmetered> $(($($argument),*))?
        }
    };
}
pub(super) use by_meter;

impl Registers {
    /// Takes a branch. Reads its fields as late as possible, which leaves enough scratch registers to
    /// do without the stack.
    #[inline(always)]
    pub(super) unsafe fn take<M: Meter>(self, distance: *const i32, cost: *const u32) -> Done {
        // SAFETY: the fields are those of the current cell, and the distance leads to another.
        unsafe {
            if M::RUNS {
                // Nothing of this cell may be done twice, so whoever asks is at the next already.
                let r = Self { ip: self.ip.wrapping_offset(*distance as isize), ..self };
                return r.spend(*cost);
            }
            self.jump(*distance)
        }
    }

    /// Takes a branch to the target with this index of the table at a distance from the current cell, or to the
    /// last if there are fewer. That is asked by a jump, as that is predicted: what comes next waits for the
    /// index as it is.
    #[inline(always)]
    pub(super) unsafe fn take_target<M: Meter>(self, table: i32, index: u32, last: u32) -> Done {
        let index = if index > last {
            cold_path();
            last
        } else {
            index
        };
        // SAFETY: the table is one of the current cell's function, and has a target with this index, which leads to a
        // cell with that handler.
        unsafe {
            let table = Self { ip: self.ip.wrapping_offset(table as isize), ..self };
            let target = table.cell::<cell::Target>().add(index as usize);
            if M::RUNS {
                return table.take::<M>(&raw const (*target).distance, &raw const (*target).cost);
            }
            let ip = table.ip.wrapping_offset((*target).distance as isize);
            Self { ip, ..self }.dispatch_as((*target).handler)
        }
    }

    /// Takes a cost, which may be negative, off the portion of fuel, and goes to the handler of the
    /// current cell, or asks whether to.
    #[inline(always)]
    pub(super) unsafe fn spend(self, cost: u32) -> Done {
        let (portion, is_used_up) = self.portion.less(cost as i32);
        let r = Self { portion, ..self };
        // SAFETY: the current cell is about to begin.
        unsafe { if is_used_up { r.transfer(ask) } else { r.dispatch() } }
    }
}

handler! {
    /// Asks whether to go on with the current cell, a portion of fuel being used up.
    #[cold]
    #[inline(never)]
    fn ask(r) {
        sample(r.runtime(), r.ip, r.fp, r.context);
        r.keep_portion();
        let answer = (*r.runtime()).go_on();
        let r = r.with_portion();
        match answer {
            None => r.dispatch(),
            Some(code) => r.transfer(trap(code)),
        }
    }
}
