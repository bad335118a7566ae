//! What is known of a server.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A running server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its process.
    pub pid: u32,
    /// Its page.
    pub url: String,
    /// The port that its page is at.
    pub port: u16,
    /// The port for web apps, if it may serve one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_port: Option<u16>,
    /// The web app's address, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The project's folder, or the module's file; absolute.
    pub project: PathBuf,
    /// When it began, in seconds since 1970.
    pub started: u64,
}

impl Entry {
    /// This process, which begins to serve `project` now.
    pub fn of_this_process(
        url: String,
        port: u16,
        app_port: Option<u16>,
        project: PathBuf,
    ) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (pid, started) = (std::process::id(), now.as_secs());
        Self { pid, url, port, app_port, app: None, project, started }
    }

    /// Whether it listens on this port.
    pub fn is_at(&self, port: u16) -> bool {
        self.port == port || self.app_port == Some(port)
    }

    /// What to open in a browser: the web app, or our page if there is none.
    pub fn address(&self) -> &str {
        self.app.as_deref().unwrap_or(&self.url)
    }

    /// How long it has been running.
    pub fn age(&self) -> Duration {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Duration::from_secs(now.as_secs().saturating_sub(self.started))
    }
}
