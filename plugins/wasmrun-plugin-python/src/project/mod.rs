//! The project: what runs first, what it needs, and what is in it.

mod detect;
mod entry;
mod manifest;
mod requirements;
mod sources;

pub(crate) use detect::detect;
pub(crate) use entry::{Entry, find_entry};
pub(crate) use manifest::Manifest;
pub(crate) use requirements::Requirements;
pub(crate) use sources::{is_foreign, sources, watch};
