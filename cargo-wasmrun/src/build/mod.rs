//! From a project to artifacts, through the plugin that fits.

mod builder;
mod error;
mod inspection;
mod outcome;
mod output_dir;

pub use builder::Builder;
pub use error::Error;
pub use outcome::{Build, BuildOutcome, FailedBuild};

pub use crate::plugins::Event as BuildEvent;
