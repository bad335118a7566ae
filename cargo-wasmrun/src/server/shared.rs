//! What the handlers of one origin share.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use tokio::sync::{Semaphore, watch};

use super::activity::Activity;
use super::headers::Headers;
use super::origin::Origin;
use super::state::Snapshot;
use super::token::Token;
use super::{AllowedHosts, Base, Program, Proxy};

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

impl Shared {
    /// The current program, if it is the one that the request's path names.
    pub(super) fn program(&self, request: &HttpRequest) -> Option<Arc<Program>> {
        let current = self.snapshots.borrow().program.clone()?;
        (request.match_info().get("id") == Some(current.id())).then_some(current)
    }
}
