//! `run`: build, serve, watch, reload.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;

use super::BuildArgs;

/// Arguments of `run`.
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// A project's folder, a `.wasm` or a `.wat` file
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Serve on this port, 8420 if not given; the next free one if it is taken
    #[arg(short = 'P', long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Fail if the port is taken
    #[arg(long)]
    pub strict_port: bool,
    /// Serve on this loopback address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Open the page in the browser
    #[arg(long, short_alias = 's', alias = "serve")]
    pub open: bool,
    /// Rebuild and reload when a source changes (the default)
    #[arg(long, overrides_with = "no_watch")]
    pub watch: bool,
    /// Build once and serve
    #[arg(long, overrides_with = "watch")]
    pub no_watch: bool,
    /// How to build.
    #[command(flatten)]
    pub build: BuildArgs,
    /// Arguments for the guest
    #[arg(last = true, value_name = "ARGS")]
    pub args: Vec<OsString>,
}
