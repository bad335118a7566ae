//! What the site of crates.io knows beyond what cargo does: owners, downloads, and where to look.
//!
//! A client of our own for three addresses: the published one brings a whole stack of its own, and
//! cannot be pointed at another site, such as one in a test.

use std::thread;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasmrun_protocol::executable;

use crate::config::Settings;

const ADDRESS: &str = "https://crates.io";
/// Whoever asks in place of a person asks no more than once a second.
const INTERVAL: Duration = Duration::from_secs(1);
/// What is nice to know is not waited for any longer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longer than any answer that is meant well.
const MAX_ANSWER: u64 = 4 << 20;

/// The site of crates.io, or another one that speaks like it.
pub(super) struct Site {
    agent: ureq::Agent,
    address: String,
    interval: Duration,
}

/// What the site knows of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popularity {
    /// Who may publish it.
    pub owners: Vec<String>,
    /// How often it was downloaded.
    pub downloads: u64,
    /// How often in the last three months.
    pub recent_downloads: u64,
}

/// A package that was found.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Hit {
    /// Its name.
    pub name: String,
    /// Its newest version.
    pub max_version: String,
    /// A line about it.
    pub description: Option<String>,
    /// How often it was downloaded.
    pub downloads: Option<u64>,
}

#[derive(Deserialize)]
struct CrateAnswer {
    #[serde(rename = "crate")]
    package: CrateFacts,
}

#[derive(Deserialize)]
struct CrateFacts {
    downloads: u64,
    #[serde(default)]
    recent_downloads: Option<u64>,
}

#[derive(Deserialize)]
struct OwnersAnswer {
    users: Vec<Owner>,
}

#[derive(Deserialize)]
struct Owner {
    login: String,
}

#[derive(Deserialize)]
struct SearchAnswer {
    crates: Vec<Hit>,
}

impl Site {
    /// The site that is configured.
    pub(super) fn new(settings: &Settings) -> Self {
        let configured = settings.environment.get("WASMRUN_CRATES_IO");
        let configured = configured.map(|address| address.to_string_lossy().into_owned());
        let interval = if configured.is_none() { INTERVAL } else { Duration::ZERO };
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("cargo-wasmrun/", env!("CARGO_PKG_VERSION")))
            .build();
        let address = configured.unwrap_or_else(|| ADDRESS.to_owned());
        Self { agent: config.into(), address, interval }
    }

    /// What is known of `package`; `None` if the site cannot be asked, or does not know it.
    pub(super) fn popularity(&self, package: &str) -> Option<Popularity> {
        let CrateAnswer { package: facts } = self.ask(&format!("crates/{package}"))?;
        thread::sleep(self.interval);
        let OwnersAnswer { users } = self.ask(&format!("crates/{package}/owners"))?;
        Some(Popularity {
            owners: users.into_iter().map(|owner| owner.login).collect(),
            downloads: facts.downloads,
            recent_downloads: facts.recent_downloads.unwrap_or(0),
        })
    }

    /// The packages of plugins that have to do with `word`; `None` if the site cannot be asked.
    pub(super) fn search(&self, word: &str) -> Option<Vec<Hit>> {
        let word = percent_encoded(word);
        let prefix = executable::PREFIX;
        let query = format!("crates?per_page=100&q={prefix}{word}");
        let SearchAnswer { crates } = self.ask(&query)?;
        Some(crates.into_iter().filter(|hit| hit.name.starts_with(prefix)).collect())
    }

    fn ask<A: DeserializeOwned>(&self, query: &str) -> Option<A> {
        let url = format!("{}/api/v1/{query}", self.address.trim_end_matches('/'));
        let answer = || -> Result<A, Box<dyn std::error::Error>> {
            let mut response = self.agent.get(&url).call()?;
            let text = response.body_mut().with_config().limit(MAX_ANSWER).read_to_string()?;
            Ok(serde_json::from_str(&text)?)
        };
        answer().inspect_err(|error| tracing::debug!("`{url}` says nothing: {error}")).ok()
    }
}

/// A word as part of a query.
fn percent_encoded(word: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    word.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_cannot_change_the_query() {
        assert_eq!(percent_encoded("a&b=ü c"), "a%26b%3D%C3%BC%20c");
    }
}
