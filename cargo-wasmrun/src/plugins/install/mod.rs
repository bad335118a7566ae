//! Plugins of our own: brought into our folder by cargo, recorded, updated and removed.
//!
//! An executable is built in a folder aside, has to speak the protocol there, and is then renamed
//! into place: an interruption leaves what was there before.

mod cargo;
mod error;
mod installer;
mod look_up;
mod offer;
mod record;
mod source;

pub use error::Error;
pub use installer::{Change, Installer};
pub use offer::offer;
pub use record::Record;
pub use source::{Reference, Source};
