//! What the handlers of one origin share.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

use super::activity::Activity;
use super::headers::Headers;
use super::state::Snapshot;
use super::token::Token;
use super::{AllowedHosts, Base, Proxy};

/// What every path of ours begins with, on both origins, but the page itself.
pub(super) const OWN: &str = "/__wasmrun/";

/// Whose origin it is. The two have different ports, so browsers keep them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Our page and its API.
    Page,
    /// The web app that is being developed.
    App,
}

impl Origin {
    pub(super) fn is_app(self) -> bool {
        self == Self::App
    }
}

/// What the handlers of one origin share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) origin: Origin,
    pub(super) hosts: AllowedHosts,
    /// Each origin has its own: what the app knows opens nothing of the page's.
    pub(super) token: Token,
    pub(super) snapshots: watch::Receiver<Snapshot>,
    pub(super) activity: Arc<Activity>,
    pub(super) sockets: Arc<Semaphore>,
    /// Programs that run on this machine for a page.
    pub(super) host_runs: Arc<Semaphore>,
    /// How often the two sides of a WebSocket tell each other that they are there.
    pub(super) heartbeat: Duration,
    pub(super) headers: Headers,
    /// The path that the web app lives below.
    pub(super) base: Base,
    /// Which paths are others' to answer.
    pub(super) proxies: Vec<Arc<Proxy>>,
}
