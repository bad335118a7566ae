//! The build thread: one build at a time, each of which can be given up.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use super::producer::{Producer, Product};
use crate::cancel::CancelToken;
use crate::error::Error;

struct Job {
    changed: Option<Vec<PathBuf>>,
    cancel: CancelToken,
}

/// Runs builds beside the thread that decides about them.
pub(super) struct Builds {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    running: Option<CancelToken>,
    has_begun: bool,
}

impl Builds {
    /// Calls `on_end`, on the build thread, with each build's result.
    pub(super) fn start(
        mut producer: Producer,
        on_end: impl Fn(Result<Product, Error>) + Send + 'static,
    ) -> io::Result<Self> {
        let (jobs, received) = mpsc::channel::<Job>();
        let thread = thread::Builder::new().name("build".to_owned()).spawn(move || {
            for Job { changed, cancel } in received {
                on_end(producer.produce(changed.as_deref(), &cancel));
            }
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), running: None, has_begun: false })
    }

    /// Begins a build. `changed` is what changed since the last one, if that is known.
    pub(super) fn begin(&mut self, changed: Option<Vec<PathBuf>>) {
        let cancel = CancelToken::new();
        self.running = Some(cancel.clone());
        self.has_begun = true;
        if let Some(jobs) = &self.jobs {
            // The thread only ends when `jobs` is dropped.
            let _ = jobs.send(Job { changed, cancel });
        }
    }

    /// Whether a build was begun whose end was not noted.
    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Whether any build was begun.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Gives up the running build. Its end comes as ever.
    pub(super) fn cancel(&self) {
        if let Some(cancel) = &self.running {
            cancel.cancel();
        }
    }

    /// Notes that the running build ended.
    pub(super) fn note_end(&mut self) {
        self.running = None;
    }
}

impl Drop for Builds {
    /// Gives up the running build and ends the plugin.
    fn drop(&mut self) {
        self.cancel();
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
