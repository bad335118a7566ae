//! `cargo wasmrun run`, seen from a browser: the page, reload, and attacks on the server.

mod accessibility;
mod activity;
mod api;
mod app_attacks;
mod apps;
mod attacks;
mod back_end;
mod base;
mod guest;
mod hardening;
#[cfg(target_os = "linux")]
mod host_runs;
mod http;
#[cfg(target_os = "linux")]
mod keys;
mod languages;
mod limits;
#[cfg(target_os = "linux")]
mod liveness;
#[cfg(target_os = "linux")]
mod load;
mod memory;
mod network;
mod odd_modules;
mod overlay;
mod page;
mod panels;
mod profiles;
mod programs;
mod project;
mod providers;
mod proxies;
mod reload;
mod server;
mod servers;
mod settings;
mod shutdown;
mod site;
mod tls;
mod web_build;
mod websockets;
