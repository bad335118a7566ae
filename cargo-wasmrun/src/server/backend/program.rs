//! A program that listens, for as long as anybody needs it.

use std::net::SocketAddr;

use tokio::sync::watch;

use super::super::style_sheets::StyleSheets;
use crate::cancel::CancelToken;

/// A program that answers the app's requests. It is stopped when the last who holds it lets go: the
/// state, until the next build, and each request that it answers.
#[derive(Debug)]
pub struct Backend {
    id: String,
    styles: StyleSheets,
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
    /// `id` names all of it but `styles`, the style sheets in the folders that it sees.
    pub fn new(
        id: String,
        styles: StyleSheets,
        bytes: u64,
        address: SocketAddr,
        stop: CancelToken,
        end: watch::Receiver<Option<BackendEnd>>,
    ) -> Self {
        Self { id, styles, bytes, address, stop, end }
    }

    /// Names all of its content but its style sheets, which are swapped without a reload.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Names all of its content.
    pub fn product_id(&self) -> String {
        self.styles.product_id(&self.id)
    }

    /// What its style sheets are named.
    pub(in crate::server) fn styles(&self) -> &StyleSheets {
        &self.styles
    }

    /// The size of its module in bytes.
    pub fn size(&self) -> u64 {
        self.bytes
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How it ended, if it did.
    pub fn end(&self) -> Option<BackendEnd> {
        self.end.borrow().clone()
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
