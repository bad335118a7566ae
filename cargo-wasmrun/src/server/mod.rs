//! The development server: serves our page, the program it runs, and pushes each new build to it.
//!
//! There are two origins. Our page's has the page and its API below `/__wasmrun/v1`: the paths are
//! described in `routes`, the messages in `message`. The app's, on a port of its own so that no script
//! of the app reaches our page, has the files of a web app as they are, or what a program or a back
//! end answers in their place, and, below `/__wasmrun/app`, the client that reloads it. The tab next door is taken to be hostile: `guard` looks at every
//! request, `socket` at every WebSocket.

mod activity;
mod anatomy;
mod api;
mod app;
mod backend;
mod base;
mod bind;
mod certificate;
mod error;
mod events;
mod folder;
mod guard;
mod headers;
mod heartbeat;
mod hex;
mod host_run;
mod hosts;
mod lifecycle;
mod locations;
mod message;
mod network;
mod origin;
mod page;
mod plain_text;
mod program;
mod routes;
mod shared;
mod site;
mod socket;
mod source_map;
mod state;
mod style_sheets;
mod token;

pub use activity::Output;
pub use backend::{Backend, BackendEnd, Proxy};
pub use base::Base;
pub use bind::Address;
pub use certificate::Tls;
pub use error::Error;
pub use folder::Folder;
pub use hosts::AllowedHosts;
pub use lifecycle::{AppOptions, Options, Server};
pub use locations::Locations;
pub use message::{Progress, Report};
pub use program::Program;
pub use site::Site;
pub use state::{Product, Publisher};
pub use style_sheets::StyleSheets;
