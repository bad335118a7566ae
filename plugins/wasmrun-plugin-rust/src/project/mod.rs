//! The project: what cargo says is in it, and what the user configured.

mod detect;
mod lock;
mod metadata;
mod settings;
mod webapp;

pub(crate) use detect::detect;
pub(crate) use lock::locked_version;
pub(crate) use metadata::{Metadata, watch_folder};
pub(crate) use settings::ProjectSettings;
pub(crate) use webapp::{is_for_trunk, is_webapp, title};
