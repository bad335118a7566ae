//! What differs between operating systems, with one interface: everything else in `wasi` is the
//! same everywhere.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
mod unix_errno;
#[cfg(unix)]
pub(super) use unix::*;
#[cfg(unix)]
pub(super) use unix_errno::errno_from_raw;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(super) use windows::*;

use std::{
    fs::File,
    io::{self, IsTerminal},
};

/// One of the host's own streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StandardStream {
    Input,
    Output,
    Error,
}

impl StandardStream {
    pub(super) fn is_terminal(self) -> bool {
        match self {
            Self::Input => io::stdin().is_terminal(),
            Self::Output => io::stdout().is_terminal(),
            Self::Error => io::stderr().is_terminal(),
        }
    }
}

/// Something of the host's that may not be ready.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only some hosts can wait for one"))]
pub(super) enum Source<'a> {
    Standard(StandardStream),
    File(&'a File),
    Socket(SocketHandle<'a>),
}

/// What a source is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interest {
    Read,
    Write,
}

/// What has become of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Readiness {
    pub(super) ready: bool,
    /// The other end is gone.
    pub(super) hangup: bool,
    /// How many bytes can be read at once, where that is known.
    pub(super) available: u64,
}
