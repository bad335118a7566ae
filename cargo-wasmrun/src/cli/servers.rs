//! `stop`: end servers.

use std::fmt;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::run::port;

/// Arguments of `stop`.
#[derive(Args, Clone, Debug)]
pub struct StopArgs {
    /// The server to end, by its port or by what it serves; the only one that runs if not given
    #[arg(
        value_name = "PORT|PATH",
        conflicts_with = "all",
        value_parser = server_name,
        value_hint = ValueHint::AnyPath
    )]
    pub server: Option<ServerName>,
    /// End all of them
    #[arg(long)]
    pub all: bool,
}

/// How servers are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerName {
    /// The one at this port, its page's or its web app's.
    Port(u16),
    /// Those that serve this folder or file.
    Project(PathBuf),
}

impl fmt::Display for ServerName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(port) => port.fmt(formatter),
            Self::Project(path) => path.display().fmt(formatter),
        }
    }
}

/// A number is a port; a folder that is called by one can be written as `./8421`.
fn server_name(text: &str) -> Result<ServerName, String> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return port(text).map(ServerName::Port);
    }
    Ok(ServerName::Project(text.into()))
}
