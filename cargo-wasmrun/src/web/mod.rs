//! What a module needs to run in a browser.

mod memories;
mod shim;

pub(crate) use memories::{Memory, memories, observed};
pub(crate) use shim::shim;
