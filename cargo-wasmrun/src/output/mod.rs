//! Everything the program says. Nobody else writes to the terminal.

mod build;
mod diagnostic;
mod dumb_terminal;
mod event;
mod failure;
#[cfg(unix)]
mod foreground;
mod keyboard;
mod line;
mod log;
mod progress;
mod quantity;
mod rendered;
mod rows;
mod shell;
mod typed;

pub use dumb_terminal::heed_dumb_terminal;
pub use event::Event;
pub use failure::Failure;
pub use progress::Progress;
pub use quantity::{count, plain, size};
pub use rows::rows;
pub use shell::{Answers, Shell};
pub use typed::typed;
