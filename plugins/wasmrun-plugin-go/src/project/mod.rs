//! The project: its packages, and what the user configured.

mod detect;
mod packages;
mod settings;
mod watch;
mod workspace;

pub(crate) use detect::{detect, is_page};
pub(crate) use packages::{Program, Programs, sources};
pub(crate) use settings::{CompilerChoice, ProjectSettings};
pub(crate) use watch::watch;
