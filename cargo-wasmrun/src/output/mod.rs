//! Everything the program says. Nobody else writes to the terminal.

mod build;
mod diagnostic;
mod event;
mod line;
mod progress;
mod shell;

pub use event::Event;
pub use progress::Progress;
pub use shell::{Answers, Shell};
