//! Reading what the user configured for the plugin, with errors that name what was meant.

mod nearest;
mod reader;

pub use nearest::{did_you_mean, nearest};
pub use reader::SettingsReader;
