//! The files of a web app: read once after each build, and answered from memory.

mod answer;
mod encoding;
mod file;
mod inject;
mod media_type;
mod range;
mod reader;

pub(super) use answer::answer;
pub(super) use inject::{inject, is_place_certain};
pub use reader::Site;
