//! Those who answer in our place: the program that serves, and back ends behind `--proxy`.

mod answer;
mod body;
mod connection;
mod forward;
mod head;
mod messages;
mod program;
mod proxy;
mod upload;
mod upstream;
mod websocket;

pub(super) use forward::forward;
pub use program::{Backend, BackendEnd};
pub use proxy::Proxy;
pub(super) use proxy::has_dots;
pub(super) use upstream::Upstream;
