//! How the two sides of a WebSocket know that the other is still there.

use std::time::Duration;

use actix_web::rt::time::{self, Instant, Interval};
use actix_ws::{Closed, Session};
use serde_json::json;

/// How many beats may be missed.
const PATIENCE: u32 = 3;

/// The heartbeat of one WebSocket.
///
/// Scripts in browsers do not see pings, so the page is told in a message as well: without one for three beats
/// it takes the connection for dead.
pub(super) struct Heartbeat {
    ticks: Interval,
    silence: Duration,
    heard: Instant,
}

impl Heartbeat {
    /// Beats at once, and then so often.
    pub(super) fn new(every: Duration) -> Self {
        Self { ticks: time::interval(every), silence: every * PATIENCE, heard: Instant::now() }
    }

    /// How long the other side may be silent.
    pub(super) fn silence(&self) -> Duration {
        self.silence
    }

    /// Notes that the other side is there.
    pub(super) fn heard(&mut self) {
        self.heard = Instant::now();
    }

    /// Waits until the next beat. Nothing is lost if it is dropped before.
    pub(super) async fn due(&mut self) {
        self.ticks.tick().await;
    }

    /// Asks for a sign of life and gives one. False if the other side has given none for too long.
    pub(super) async fn beat(&self, session: &mut Session) -> bool {
        if self.heard.elapsed() > self.silence {
            return false;
        }
        let message = json!({"type": "alive"}).to_string();
        let told = async {
            session.ping(b"").await?;
            session.text(message).await
        };
        self.sent(told).await
    }

    /// Whether a message was taken in time: with a dead connection it waits for ever.
    pub(super) async fn sent(&self, message: impl Future<Output = Result<(), Closed>>) -> bool {
        matches!(time::timeout(self.silence, message).await, Ok(Ok(())))
    }
}
