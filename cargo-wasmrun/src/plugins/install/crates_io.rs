//! What the site of crates.io knows beyond what cargo does: owners, downloads, and where to look.

use std::sync::Arc;
use std::time::Duration;

use crates_io_api::{AsyncClient, CrateResponse, CratesQuery, Sort};
use reqwest::redirect::Policy;
use reqwest::{Certificate, NoProxy, Proxy};
use tokio::runtime;
use tokio::sync::Notify;
use wasmrun_protocol::executable;

use super::network::Network;
use crate::cancel::CancelToken;
use crate::config::Settings;
use crate::error::Error;

/// Whoever asks in place of a person asks no more than once a second.
const INTERVAL: Duration = Duration::from_secs(1);
/// What is nice to know is not waited for any longer, from the connection to the answer's last byte.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often an answer may lead elsewhere.
const MAX_REDIRECTS: usize = 3;
/// As many hits as the site gives at once.
const MAX_HITS: u64 = 100;

type AnyError = Box<dyn std::error::Error>;

/// The site of crates.io, reached as cargo reaches the registry.
pub(super) struct Site<'a> {
    network: Network,
    cancel: &'a CancelToken,
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
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl<'a> Site<'a> {
    /// Asks nothing yet.
    pub(super) fn new(settings: &Settings, cancel: &'a CancelToken) -> Self {
        Self { network: Network::read(&settings.environment, &settings.current_dir), cancel }
    }

    /// What is known of `package`; `None` if the site cannot be asked, or does not know it.
    pub(super) fn popularity(&self, package: &str) -> Result<Option<Popularity>, Error> {
        self.ask(async |client| {
            let CrateResponse { crate_data: facts, .. } = client.get_crate(package).await?;
            let owners = client.crate_owners(package).await?;
            Ok(Popularity {
                owners: owners.into_iter().map(|owner| owner.login).collect(),
                downloads: facts.downloads,
                recent_downloads: facts.recent_downloads.unwrap_or(0),
            })
        })
    }

    /// The packages of plugins that have to do with `word`; `None` if the site cannot be asked.
    pub(super) fn search(&self, word: &str) -> Result<Option<Vec<Hit>>, Error> {
        let prefix = executable::PREFIX;
        let query = CratesQuery::builder()
            .search(format!("{prefix}{word}"))
            .sort(Sort::Relevance)
            .page_size(MAX_HITS)
            .build();
        self.ask(async |client| {
            let page = client.crates(query).await?;
            let plugins = page.crates.into_iter().filter(|found| found.name.starts_with(prefix));
            let hits = plugins.map(|found| Hit {
                name: found.name,
                max_version: found.max_version,
                description: found.description,
                downloads: Some(found.downloads),
            });
            Ok(hits.collect())
        })
    }

    /// The answer to a question, for which nobody has to wait who interrupts it.
    fn ask<A>(
        &self,
        question: impl AsyncFnOnce(&AsyncClient) -> Result<A, AnyError>,
    ) -> Result<Option<A>, Error> {
        let answer = self.ask_in_time(question).unwrap_or_else(|error| {
            tracing::debug!("crates.io says nothing: {error:?}");
            None
        });
        if self.cancel.is_cancelled() { Err(Error::Interrupted) } else { Ok(answer) }
    }

    /// `None` if the question was interrupted.
    fn ask_in_time<A>(
        &self,
        question: impl AsyncFnOnce(&AsyncClient) -> Result<A, AnyError>,
    ) -> Result<Option<A>, AnyError> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let client = AsyncClient::with_http_client(self.http_client()?, INTERVAL);
        let interrupted = Arc::new(Notify::new());
        let waker = Arc::clone(&interrupted);
        let _registration = self.cancel.on_cancel(move || waker.notify_one());
        let answer = runtime.block_on(async {
            tokio::select! {
                answer = question(&client) => answer.map(Some),
                () = interrupted.notified() => Ok(None),
            }
        });
        // The system may still be looking for the site's address, which nothing can interrupt.
        runtime.shutdown_background();
        answer
    }

    fn http_client(&self) -> Result<reqwest::Client, AnyError> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("cargo-wasmrun/", env!("CARGO_PKG_VERSION")))
            .timeout(PATIENCE)
            .redirect(Policy::limited(MAX_REDIRECTS))
            .https_only(true);
        match self.network.proxy.as_deref() {
            Some("") => builder = builder.no_proxy(),
            Some(proxy) => {
                let proxy = Proxy::all(proxy)?.no_proxy(NoProxy::from_env());
                builder = builder.proxy(proxy);
            }
            None => {}
        }
        if let Some(file) = &self.network.certificates {
            builder = builder.tls_built_in_root_certs(false);
            for certificate in Certificate::from_pem_bundle(&fs_err::read(file)?)? {
                builder = builder.add_root_certificate(certificate);
            }
        }
        Ok(builder.build()?)
    }
}
