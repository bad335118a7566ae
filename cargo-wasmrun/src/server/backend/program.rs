//! A program that listens, for as long as anybody needs it.

use std::net::SocketAddr;

use tokio::sync::watch;

use crate::cancel::CancelToken;

/// A program that answers the app's requests. It is stopped when the last who holds it lets go: the
/// state, until the next build, and each request that it answers.
#[derive(Debug)]
pub struct Backend {
    id: String,
    bytes: u64,
    address: SocketAddr,
    stop: CancelToken,
    end: watch::Receiver<Option<BackendEnd>>,
}

/// How a program ended that was to go on.
#[derive(Debug, Clone)]
pub struct BackendEnd {
    /// In one sentence.
    pub message: String,
    /// Where, for a trap.
    pub frames: Vec<String>,
}

impl Backend {
    /// A program made of so many bytes that listens at `address`; `end` tells when it no longer does.
    pub fn new(
        id: String,
        bytes: u64,
        address: SocketAddr,
        stop: CancelToken,
        end: watch::Receiver<Option<BackendEnd>>,
    ) -> Self {
        Self { id, bytes, address, stop, end }
    }

    /// Names its content.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The size of its module in bytes.
    pub fn size(&self) -> u64 {
        self.bytes
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How it ended, if it did.
    pub(super) fn end(&self) -> Option<BackendEnd> {
        self.end.borrow().clone()
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
