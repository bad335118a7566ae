//! The host's side of the plugin protocol, from finding an executable to typed calls.

mod cache;
mod discover;
mod environment;
mod guard;
mod live;
mod official;
mod process;
mod stderr;
mod trust;

mod connection;
mod event;
mod running;
mod session;
mod trace;

mod candidates;
pub mod conformance;
mod creators;
mod error;
pub mod install;
mod introduction;
mod marks;
mod select;

pub use cache::{PluginCache, Removal, size_of};
pub use candidates::choose;
pub use connection::Violation;
pub use creators::{choose_creator, creators};
pub use discover::{Discovery, Found, Origin, PassedOver, discover};
pub use error::Error;
pub use event::Event;
pub use guard::{GUARD_FLAG, stand_guard};
pub use install::offer;
pub use introduction::introduce;
pub use live::kill_all;
pub(crate) use process::{Launch, Pipes, Process};
pub use session::{CallError, Context, Session};
pub use trace::Trace;
