//! From a project to artifacts, through the plugin that fits.

mod builder;
mod error;
mod event;
mod outcome;

pub use builder::Builder;
pub use error::Error;
pub use event::BuildEvent;
pub use outcome::{Build, BuildOutcome, FailedBuild};
