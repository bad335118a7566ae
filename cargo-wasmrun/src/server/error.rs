//! What can go wrong in the development server.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::Address;
use super::bind::STRIDE;
use crate::exit::Exit;
use crate::output::typed;

/// Why the server could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The port that was asked for belongs to another program.
    #[error("port `{port}` is in use")]
    PortInUse {
        /// The port.
        port: u16,
    },
    /// A row of ports is taken.
    #[error("of every other port from `{first}` to `{last}`, none is free")]
    NoFreePort {
        /// The first that was tried.
        first: u16,
        /// The last that was tried.
        last: u16,
    },
    /// The address given to listen on belongs to another machine.
    #[error("`{0}` is not an address of this machine")]
    ForeignAddress(IpAddr),
    /// The operating system refused the address.
    #[error("failed to listen on `{address}`")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The server's thread could not be started.
    #[error("failed to start the server")]
    Start(#[source] io::Error),
    /// The operating system has no randomness for the page's token.
    #[error("failed to get random bytes from the operating system")]
    Randomness(#[source] getrandom::Error),
    /// A file that was named for TLS cannot be read.
    #[error("failed to read `{}`", path.display())]
    UnreadableFile {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file that was named for TLS holds something else.
    #[error("`{}` cannot be used for TLS: {reason}", path.display())]
    UnusableCertificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No certificate could be made.
    #[error("failed to make a certificate: {0}")]
    OwnCertificate(String),
    /// The module cannot be read.
    #[error("failed to read the module `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file is something else than a module.
    #[error("`{}` is not a WebAssembly module", path.display())]
    NotWebAssembly {
        /// The file.
        path: PathBuf,
    },
    /// The file holds a component.
    #[error("`{}` is a component, which browsers do not run", path.display())]
    Component {
        /// The file.
        path: PathBuf,
    },
    /// The text format of the module is wrong.
    #[error("`{}` is not a module in the text format: {message}", path.display())]
    InvalidText {
        /// The file.
        path: PathBuf,
        /// What the parser said, with the place.
        message: String,
    },
    /// The plugin wants its program run in a way that is not known here.
    #[error("run mode `{0}` is not supported")]
    UnknownMode(String),
}

impl Error {
    /// The exit status for this error.
    pub fn exit(&self) -> Exit {
        match self {
            Self::NotWebAssembly { .. } | Self::Component { .. } | Self::InvalidText { .. } => {
                Exit::FAILED
            }
            _ => Exit::HOST,
        }
    }

    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::PortInUse { port } => vec![format!(
                "choose another with `--port {}`, or leave out `--strict-port`",
                port.checked_add(STRIDE).unwrap_or(Address::DEFAULT_PORT)
            )],
            Self::NoFreePort { .. } => vec!["let the system choose with `--port 0`".to_owned()],
            Self::ForeignAddress(_) => vec![
                "use `--host 127.0.0.1` for this machine alone, `--host 0.0.0.0` for the network"
                    .to_owned(),
            ],
            Self::UnusableCertificate { .. } | Self::OwnCertificate(_) => vec![
                "make one with `mkcert localhost 127.0.0.1`, and name its files with \
                 `--tls-cert-path` and `--tls-key-path`"
                    .to_owned(),
            ],
            Self::Unreadable { path, .. } | Self::UnreadableFile { path, .. } => {
                vec![format!("look at its permissions with `ls -l {}`", typed(path))]
            }
            Self::NotWebAssembly { path } => {
                vec![format!("see what it is with `file {}`", typed(path))]
            }
            Self::Component { .. } => {
                vec!["build a core module instead, such as with target `wasm32-wasip1`".to_owned()]
            }
            Self::UnknownMode(_) => vec!["update with `cargo install cargo-wasmrun`".to_owned()],
            Self::Bind { source, address } if source.kind() == io::ErrorKind::PermissionDenied => {
                vec![format!(
                    "port {} needs privileges: choose one from 1024 on, such as `--port 8420`",
                    address.port()
                )]
            }
            Self::Bind { address, .. } if !is_usual(address.ip()) => {
                vec!["leave out `--host` to listen on this machine alone".to_owned()]
            }
            _ => Vec::new(),
        }
    }
}

fn is_usual(ip: IpAddr) -> bool {
    ip.is_loopback() || ip.is_unspecified()
}
