//! `run`: build, serve, watch, reload.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use actix_web::http::header::{HeaderName, HeaderValue};
use clap::Args;

use super::{BuildArgs, DirectoryGrant, PreloadArg};
use crate::server::{Base, Proxy};

/// Arguments of `run`.
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// A project's folder, a `.wasm` or a `.wat` file
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Serve on this port, 8420 if not given; every other port after it is tried if it is taken
    #[arg(short = 'P', long, value_name = "PORT", value_parser = port)]
    pub port: Option<u16>,
    /// Fail if the port is taken
    #[arg(long)]
    pub strict_port: bool,
    /// Listen on this address: `localhost`, or one of this machine's; without a value on all of them,
    /// for the whole network
    #[arg(
        long,
        value_name = "ADDRESS",
        num_args = 0..=1,
        default_value = "localhost",
        default_missing_value = "0.0.0.0",
        value_parser = host
    )]
    pub host: IpAddr,
    /// Answer to this host name too, say of a proxy in front; `.NAME` is all names below it
    #[arg(long, value_name = "NAME")]
    pub allowed_host: Vec<String>,
    /// Serve over TLS, with a certificate of our own making
    #[arg(long)]
    pub tls: bool,
    /// Serve over TLS with this certificate, a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key_path")]
    pub tls_cert_path: Option<PathBuf>,
    /// The key to that certificate, a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert_path")]
    pub tls_key_path: Option<PathBuf>,
    /// Open the page in the browser
    #[arg(short = 's', long, visible_alias = "serve")]
    pub open: bool,
    /// Rebuild and reload when a source changes (the default)
    #[arg(long, overrides_with = "no_watch")]
    pub watch: bool,
    /// Build once and serve
    #[arg(long, overrides_with = "watch")]
    pub no_watch: bool,
    /// Look at the files again and again instead of being told of changes
    #[arg(long, conflicts_with = "no_watch")]
    pub poll: bool,
    /// The program is a server: it gets a socket that listens as descriptor 3, and answers what the
    /// app's address is asked
    #[arg(long)]
    pub server: bool,
    /// Let the program see the folder HOST, as GUEST, and watch it; repeatable
    #[arg(long = "dir", value_name = "HOST[::GUEST][:ro]")]
    pub directories: Vec<DirectoryGrant>,
    /// Provide the imports from NAME with the exports of the module FILE; repeatable
    #[arg(long = "preload", value_name = "NAME=FILE")]
    pub preloads: Vec<PreloadArg>,
    /// Ask a program that serves for this path until it answers well, and only then let it take the
    /// place of the last
    #[arg(long, value_name = "PATH", value_parser = ready_path)]
    pub ready_path: Option<String>,
    /// Tell pages so often that the server is there: nobody but tests has a reason to wait less
    #[arg(long, value_name = "MILLISECONDS", value_parser = clap::value_parser!(u64).range(1..=3_600_000), hide = true)]
    pub heartbeat: Option<u64>,
    /// Serve the files of a web app below this path
    #[arg(long, value_name = "PATH", default_value = "/", hide_default_value = true)]
    pub base: Base,
    /// Let the server at URL answer what the app asks for below PATH, web sockets too
    #[arg(long, value_name = "PATH=URL")]
    pub proxy: Vec<Proxy>,
    /// Send this header with every answer of a web app
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    pub header: Vec<(HeaderName, HeaderValue)>,
    /// Isolate a web app from other origins, so that its threads can share memory
    #[arg(long)]
    pub cross_origin_isolated: bool,
    /// Open places in sources with this editor: `vscode`, `zed`, `idea` or an address with `{file}`,
    /// `{line}` and `{column}`
    #[arg(long, value_name = "EDITOR", value_parser = editor)]
    pub editor: Option<String>,
    /// Arguments for the guest
    #[arg(last = true, value_name = "ARGS")]
    pub args: Vec<OsString>,
    /// How to build.
    #[command(flatten)]
    pub build: BuildArgs,
}

/// A port; 0 is any that is free.
pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "expected a whole number from 0 to 65535".to_owned())
}

fn host(text: &str) -> Result<IpAddr, String> {
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    let address = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    address.unwrap_or(text).parse().map_err(|_| {
        "expected `localhost` or an IP address; the path to serve comes before `--host`".to_owned()
    })
}

fn header(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let malformed = "expected `NAME: VALUE`";
    let (name, value) = text.split_once(':').ok_or(malformed)?;
    let name: HeaderName = name.trim().parse().map_err(|_| malformed)?;
    let value = HeaderValue::from_str(value.trim()).map_err(|_| malformed)?;
    Ok((name, value))
}

fn ready_path(text: &str) -> Result<String, String> {
    let is_plain = text.starts_with('/') && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain.then(|| text.to_owned()).ok_or_else(|| "expected a path such as `/health`".to_owned())
}

/// A known editor, or an address with a place for the file.
fn editor(text: &str) -> Result<String, String> {
    let address = match text {
        "vscode" => "vscode://file/{file}:{line}:{column}",
        "zed" => "zed://file/{file}:{line}:{column}",
        "idea" => "idea://open?file={file}&line={line}&column={column}",
        address if address.contains("://") && address.contains("{file}") => address,
        _ => return Err("expected `vscode`, `zed`, `idea` or an address with `{file}`".to_owned()),
    };
    if address.trim_start().to_ascii_lowercase().starts_with("javascript:") {
        return Err("a script is no address of an editor".to_owned());
    }
    Ok(address.to_owned())
}
