//! A program that serves: what the app's origin is asked is passed on to it.

mod body;
mod forward;
mod head;
mod program;
mod websocket;

pub(super) use forward::forward;
pub use program::{Backend, BackendEnd};
