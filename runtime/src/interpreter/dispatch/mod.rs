//! The registers of the interpreter, and how one handler reaches the next.

#[cfg(not(all(tail_dispatch, not(debug_assertions))))]
mod looping;
mod registers;
#[cfg(all(tail_dispatch, not(debug_assertions)))]
mod tail;

#[cfg(not(all(tail_dispatch, not(debug_assertions))))]
pub(crate) use self::looping::Handler;
#[cfg(not(all(tail_dispatch, not(debug_assertions))))]
pub(in crate::interpreter) use self::looping::{Done, Portion, handler, run};
pub(in crate::interpreter) use self::registers::Registers;
pub(crate) use self::registers::{PinnedSlots, word};
#[cfg(all(tail_dispatch, not(debug_assertions)))]
pub(crate) use self::tail::Handler;
#[cfg(all(tail_dispatch, not(debug_assertions)))]
pub(in crate::interpreter) use self::tail::{Done, Portion, handler, run};
