//! From a project to artifacts, through the plugin that fits.

mod builder;
mod cleaner;
mod error;
mod inspection;
mod once;
mod options;
mod outcome;
mod output_dir;
mod set_up;
mod validation;

pub use builder::Builder;
pub use cleaner::Cleaner;
pub use error::Error;
pub(crate) use inspection::Allowed;
pub use once::build_once;
pub use outcome::{Build, BuildOutcome, FailedBuild};
pub(crate) use output_dir::{prepare, record, site};
pub use validation::{Validation, validate};

pub use crate::plugins::Event as BuildEvent;
