//! Plugins of our own: brought into our folder by cargo, recorded, updated and removed.
//!
//! An executable is built in a folder aside, has to speak the protocol there and to be what its
//! package says, and is then renamed into place: an interruption leaves what was there before.

mod cargo;
mod crates_io;
mod error;
mod manifest;
mod network;
mod package;
mod record;
mod source;

mod description;
mod installer;
mod offer;
mod workshop;

pub use crates_io::{Hit, Popularity};
pub use error::Error;
pub use installer::{Change, Installer};
pub use manifest::{Manifest, claimed};
pub use offer::offer;
pub use package::Package;
pub use record::Record;
pub use source::{Reference, Source};
