//! `cargo wasmrun run`, seen from a browser: the page, reload, and attacks on the server.

mod app_attacks;
mod apps;
mod attacks;
mod back_end;
mod base;
mod guest;
mod http;
#[cfg(target_os = "linux")]
mod keys;
mod limits;
mod network;
mod overlay;
mod page;
mod panels;
mod programs;
mod project;
mod proxies;
mod reload;
mod server;
mod servers;
mod settings;
mod shutdown;
mod site;
mod tls;
mod websockets;
