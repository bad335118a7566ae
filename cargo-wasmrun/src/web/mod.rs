//! What a module needs to run in a browser.

mod shim;

pub(crate) use shim::shim;
