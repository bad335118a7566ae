//! Tools: the programs that a plugin runs, and how it finds them.

mod command;
mod output;
mod running;
mod search;
mod stop;

pub use command::ToolCommand;
pub use output::ToolOutput;
pub use search::ToolSearch;
