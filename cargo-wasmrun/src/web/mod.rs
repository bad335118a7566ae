//! What a module needs to run in a browser.

mod bundle;
mod memories;
mod shim;

pub(crate) use bundle::{Bundled, bundle};
pub(crate) use memories::{Memory, memories, observed};
pub(crate) use shim::shim;
