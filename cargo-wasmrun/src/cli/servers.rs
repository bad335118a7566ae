//! `stop`: end servers.

use clap::Args;

use super::run::port;

/// Arguments of `stop`.
#[derive(Args, Clone, Debug)]
pub struct StopArgs {
    /// The server to end, by its port; the only one that runs if not given
    #[arg(value_name = "PORT", conflicts_with = "all", value_parser = port)]
    pub port: Option<u16>,
    /// End all of them
    #[arg(long)]
    pub all: bool,
}
