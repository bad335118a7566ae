//! Settings: what the environment, the user's file, the project's file and the flags say, merged.
//!
//! The only part of the program that reads the environment and the working directory.

mod edit;
mod environment;
mod error;
mod file;
mod origin;
mod project_file;
mod settings;
mod user_file;

pub use edit::set_plugin_enabled;
pub use environment::Environment;
pub use error::Error;
pub use origin::{Origin, Setting};
pub use project_file::{ExecSection, PROJECT_FILE, ServeSection};
pub use settings::{BuildSettings, PluginSettings, Settings};
pub use user_file::PluginEntry;
