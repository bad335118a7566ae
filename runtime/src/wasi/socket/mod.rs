//! Sockets: the four functions of preview 1, and an extension that opens, binds and connects.
//!
//! The extension is the one that `WasmEdge` brought: its names are imported from the same module as
//! preview 1, and today's libraries for Rust (`wasmedge_wasi_socket`) and Go (`stealthrocket/net`)
//! are written for it. It grew over time, so that three functions exist in two forms, which are told
//! apart by the number of their parameters.
//!
//! What a guest may reach is decided by [`Network`](super::network) for every single address.

mod address;
mod extension;
mod first_form;
mod lookup;
mod open;
mod options;
mod preview_1;

pub(super) use extension::*;
pub(super) use first_form::*;
pub(super) use lookup::sock_getaddrinfo;
pub(super) use open::OpenSocket;
pub(super) use options::{sock_getsockopt, sock_setsockopt};
pub(super) use preview_1::*;
