//! What can go wrong with running servers.

use std::io;
use std::path::PathBuf;

use crate::output::typed;

/// Why servers cannot be listed or ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder with their files cannot be used.
    #[error("failed to keep the list of servers in `{}`", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is none of this name.
    #[error("no server runs at `{name}`")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The ports of those that run.
        ports: Vec<u16>,
    },
    /// There is more than one.
    #[error("{} servers are running", .ports.len())]
    Several {
        /// Their ports.
        ports: Vec<u16>,
    },
    /// It cannot be told to end.
    #[error("failed to end process {pid}")]
    Refused {
        /// The process.
        pid: u32,
        /// Why not.
        source: io::Error,
    },
    /// It was told to, and did not.
    #[error("process {pid} has not ended")]
    Stubborn {
        /// The process.
        pid: u32,
    },
}

/// The most servers that are named in hints.
const MOST_NAMED: usize = 3;

impl Error {
    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Folder { path, .. } => {
                format!("look at its permissions with `ls -ld {}`", typed(path))
            }
            Self::Unknown { ports, .. } if ports.is_empty() => {
                "start one with `cargo wasmrun run`".to_owned()
            }
            Self::Unknown { ports, .. } | Self::Several { ports } => {
                let stop = |port: &u16| format!("end one with `cargo wasmrun stop {port}`");
                let all = "or all with `cargo wasmrun stop --all`".to_owned();
                return ports.iter().take(MOST_NAMED).map(stop).chain([all]).collect();
            }
            Self::Refused { .. } => "see whose it is with `cargo wasmrun ps`".to_owned(),
            Self::Stubborn { pid } => format!("end it with `kill -9 {pid}`"),
        };
        vec![hint]
    }
}
