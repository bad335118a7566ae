//! What can go wrong in the development server.

use std::io;
use std::net::{IpAddr, SocketAddr};

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
    #[error("no port from `{first}` to `{last}` is free")]
    NoFreePort {
        /// The first that was tried.
        first: u16,
        /// The last that was tried.
        last: u16,
    },
    /// The host name given to listen on means nothing here.
    #[error("`{host}` is not an address of this machine")]
    UnknownHost {
        /// The name or address as it was given.
        host: String,
    },
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
}

impl Error {
    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::PortInUse { port } => vec![format!(
                "choose another with `--port {}`, or leave out `--strict-port`",
                port.checked_add(1).unwrap_or(8420)
            )],
            Self::NoFreePort { .. } => vec!["let the system choose with `--port 0`".to_owned()],
            Self::UnknownHost { .. } => vec![
                "use `--host 127.0.0.1` for this machine alone, `--host 0.0.0.0` for the network"
                    .to_owned(),
            ],
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
