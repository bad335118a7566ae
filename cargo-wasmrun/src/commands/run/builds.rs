//! The build thread: one build at a time, each of which can be given up.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use super::producer::Producer;
use super::wake::Wake;
use crate::cancel::CancelToken;

struct Job {
    request: Request,
    cancel: CancelToken,
}

/// What is asked of a build.
#[derive(Default)]
pub(super) struct Request {
    /// What changed since the last build, if that is known.
    pub(super) changed: Option<Vec<PathBuf>>,
    /// Whether to read the project's settings anew, and to begin with a fresh plugin.
    pub(super) anew: bool,
}

/// Runs builds beside the thread that decides about them.
pub(super) struct Builds {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    running: Option<CancelToken>,
    has_begun: bool,
}

impl Builds {
    /// Tells `wakes` of each build's progress and result.
    pub(super) fn start(mut producer: Producer, wakes: Sender<Wake>) -> io::Result<Self> {
        let (jobs, received) = mpsc::channel::<Job>();
        let thread = thread::Builder::new().name("build".to_owned()).spawn(move || {
            // The loop may end before a build does; nobody is left to be told then.
            for Job { request, cancel } in received {
                if request.anew {
                    producer.forget_settings();
                }
                let result =
                    producer.produce(request.changed.as_deref(), &cancel, &mut |progress| {
                        let _ = wakes.send(Wake::Progressed(progress));
                    });
                let _ = wakes.send(Wake::Ended(Box::new(result)));
            }
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), running: None, has_begun: false })
    }

    /// Begins a build.
    pub(super) fn begin(&mut self, request: Request) {
        let cancel = CancelToken::new();
        self.running = Some(cancel.clone());
        self.has_begun = true;
        if let Some(jobs) = &self.jobs {
            // The thread only ends when `jobs` is dropped.
            let _ = jobs.send(Job { request, cancel });
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
