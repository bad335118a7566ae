//! The project: its entry, its `asconfig.json`, and what the user configured.

mod configuration;
mod detect;
mod entry;
mod watch;

pub(crate) use configuration::Configuration;
pub(crate) use detect::detect;
pub(crate) use entry::find_entry;
pub(crate) use watch::{inputs, watch};
