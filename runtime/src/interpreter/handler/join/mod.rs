//! Two cells with one dispatch.
//!
//! Where one cell always follows another, the first may name a handler that does the work of both:
//! the step of the first, then what the handler of the second does. Both cells stay what they are.
//! So whoever branches to the second, looks for an operator by its address, or finds the cell by
//! which a callee returns, need not know; and the translator joins what it likes when all else is
//! done. Fusing saves more, since it makes one operation of two, but takes a kind of instruction
//! and a handler of its own for each pair; this takes a line in a table.
//!
//! [`form`] says what can be joined, [`first`] and [`second`] hold the tables.

mod first;
mod form;
mod second;

pub(crate) use self::first::find;
pub(crate) use self::form::Form;

use std::sync::atomic::{Ordering, compiler_fence};

use super::super::dispatch::{Handler, handler};
use super::step::{Instead, Last, Step};
use super::tables::Entry;

handler! {
    /// The step `A`, and then all of `B`.
    fn joined<A: Step, B: Last>(r) {
        match A::step(r) {
            Ok(r) => {
                // What is read once more, the length of the memory, needs no register meanwhile.
                compiler_fence(Ordering::SeqCst);
                B::run(r.after::<A::Cell>())
            }
            Err(Instead(r, handler)) => r.transfer(handler),
        }
    }
}

/// The handler of two cells. There is none if the first leaves its result in an accumulator and the
/// second is not the one that wants it, which the translator hardly ever makes.
const fn entry<A: Step, B: Last>() -> Entry {
    if A::LEAVES_ACC && !B::READS_ACC { None } else { Some(joined::<A, B> as Handler) }
}

/// The same, only for a result that goes from the first to the second by the accumulator.
const fn entry_by_acc<A: Step, B: Last>() -> Entry {
    if A::LEAVES_ACC && B::READS_ACC { Some(joined::<A, B> as Handler) } else { None }
}
