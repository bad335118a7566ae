//! `run`: build, serve, watch, reload.

mod announcer;
mod browser;
mod builds;
mod command;
mod editor;
mod event;
mod guest;
mod keys;
mod module;
mod producer;
mod qr_code;
#[cfg(unix)]
mod reader;
mod readiness;
mod session;
mod wake;
mod window;

pub use command::run;
