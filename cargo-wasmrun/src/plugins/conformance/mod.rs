//! The conformance kit: does a plugin do what the protocol asks of it?
//!
//! Each level is a module that holds its requirements against a kit, which starts the
//! plugin afresh as often as it takes. What every message must satisfy is looked at all the time.

mod kit;
mod observer;
mod peer;
mod report;
mod schema;

mod project;
mod snapshot;
mod trial;

mod build;
mod handshake;
mod methods;
mod wire;

mod examination;
mod replay;

pub use examination::examine;
pub use kit::Subject;
pub use replay::repeat;
pub use report::{Finding, Outcome, Report};
