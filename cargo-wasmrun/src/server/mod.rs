//! The development server: serves our page, the program it runs, and pushes each new build to it.
//!
//! Everything the page uses is below `/__wasmrun/v1`: the paths are described in `routes`, the
//! messages in `message`. The tab next door is taken to be hostile: `guard` looks at every request,
//! `events` at every WebSocket.

mod bind;
mod error;
mod events;
mod guard;
mod hex;
mod hosts;
mod lifecycle;
mod message;
mod page;
mod program;
mod routes;
mod state;
mod token;

pub use bind::Address;
pub use error::Error;
pub use hosts::AllowedHosts;
pub use lifecycle::{Options, Server};
pub use message::{Progress, Report};
pub use program::Program;
pub use state::Publisher;
