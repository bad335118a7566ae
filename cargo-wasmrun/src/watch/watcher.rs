//! The watcher's thread: hints of the operating system in, settled changes out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use super::batch::Batch;
use super::inventory::Inventory;
use super::rules::IGNORE_FILE;
use super::source::{Phase, Signal, Source};
use super::{Error, Filter, Spec};

/// How changes are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The operating system tells.
    Events,
    /// Every file is looked at again and again: for network and container file systems that do
    /// not tell.
    Poll {
        /// How long to rest between two looks.
        interval: Duration,
    },
}

/// Inputs of the build that changed.
#[derive(Debug, Clone)]
pub struct Change {
    /// Files that were added, changed or removed, sorted; never empty.
    pub paths: Vec<PathBuf>,
    /// When the first hint at this change came.
    pub noticed: Instant,
}

/// Watches until dropped.
#[derive(Debug)]
pub struct Watcher {
    signals: Sender<Signal>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Watches what `spec` says and calls `on_change`, on the watcher's thread, for each change.
    ///
    /// Files modified at or after `since`, the start of the first build, are reported at once: the
    /// build may have read them before. `None` is to watch before anything is built.
    pub fn start(
        spec: &Spec,
        method: Method,
        since: Option<SystemTime>,
        on_change: impl FnMut(Change) + Send + 'static,
    ) -> Result<Self, Error> {
        let mut filter = Filter::new(spec)?;
        let (signals, received) = mpsc::channel();
        let mut source = Source::new(method, &signals)?;
        source.watch_roots(&filter)?;
        let inventory = Inventory::take(&mut filter, &mut |folder| source.watch_folder(folder));
        source.take_error()?;
        let stale = since.map(|moment| inventory.modified_since(moment)).unwrap_or_default();
        let watching = Watching { filter, inventory, source, received, on_change };
        let thread = thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || watching.run(stale))
            .map_err(Error::Thread)?;
        Ok(Self { signals, thread: Some(thread) })
    }

    /// Watches something else from now on. A file that was not watched before is reported if it was
    /// modified at or after `since`, the start of the build that asked for it.
    pub fn respecify(&self, spec: &Spec, since: SystemTime) -> Result<(), Error> {
        let filter = Box::new(Filter::new(spec)?);
        // A thread that is gone has nothing left to watch.
        let _ = self.signals.send(Signal::Respecify(filter, since));
        Ok(())
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.signals.send(Signal::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the watcher's thread owns.
struct Watching<F> {
    filter: Filter,
    inventory: Inventory,
    source: Source,
    received: Receiver<Signal>,
    on_change: F,
}

/// Why the thread stops waiting for hints.
enum Wake {
    Hints(Batch),
    Respecify(Box<Filter>, SystemTime),
    Stop,
}

impl<F: FnMut(Change)> Watching<F> {
    fn run(mut self, stale: BTreeSet<PathBuf>) {
        self.report(stale, Instant::now());
        loop {
            match self.wait() {
                Wake::Hints(batch) => self.look_at(&batch),
                Wake::Respecify(filter, since) => self.respecify(*filter, since),
                Wake::Stop => return,
            }
        }
    }

    /// Waits for a hint and then for the batch to be complete.
    fn wait(&self) -> Wake {
        let mut batch: Option<Batch> = None;
        loop {
            let patience = match &batch {
                Some(batch) => Some(batch.patience()),
                None => self.source.interval(),
            };
            let (paths, phase) = match self.receive(patience) {
                Ok(Signal::Hint(path, phase)) if !path.ends_with(IGNORE_FILE) => {
                    (vec![path], phase)
                }
                Ok(Signal::Hint(..) | Signal::Rescan) => (self.roots(), Phase::UnderWay),
                Ok(Signal::Respecify(filter, since)) => return Wake::Respecify(filter, since),
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return Wake::Stop,
                Err(RecvTimeoutError::Timeout)
                    if batch.as_mut().is_some_and(Batch::doubts_its_end) =>
                {
                    continue;
                }
                Err(RecvTimeoutError::Timeout) => match batch {
                    Some(batch) => return Wake::Hints(batch),
                    None => (self.roots(), Phase::UnderWay),
                },
            };
            let relevant = paths
                .into_iter()
                .filter(|path| self.filter.descends(path) || self.filter.accepts(path));
            for path in relevant {
                let is_known = self.inventory.knows(&path);
                batch.get_or_insert_with(Batch::new).add(path, phase, is_known);
            }
        }
    }

    fn receive(&self, patience: Option<Duration>) -> Result<Signal, RecvTimeoutError> {
        match patience {
            Some(patience) => self.received.recv_timeout(patience),
            None => self.received.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn roots(&self) -> Vec<PathBuf> {
        self.filter.roots().map(Path::to_owned).collect()
    }

    fn look_at(&mut self, batch: &Batch) {
        let source = &mut self.source;
        let changed = self.inventory.update(&batch.paths, &mut self.filter, &mut |folder| {
            source.watch_folder(folder);
        });
        self.report_lost_watches();
        self.report(changed, batch.noticed);
    }

    fn respecify(&mut self, filter: Filter, since: SystemTime) {
        self.filter = filter;
        let source = &mut self.source;
        let mut lost = source.watch_roots(&self.filter).err();
        let fresh = Inventory::take(&mut self.filter, &mut |folder| source.watch_folder(folder));
        lost = lost.or(source.take_error().err());
        if let Some(error) = lost {
            tracing::warn!(%error, "some changes will not be noticed");
        }
        let changed = fresh.differences(&self.inventory, &self.filter, since);
        self.inventory = fresh;
        self.report(changed, Instant::now());
    }

    fn report_lost_watches(&mut self) {
        if let Err(error) = self.source.take_error() {
            tracing::warn!(%error, "some changes will not be noticed");
        }
    }

    fn report(&mut self, changed: BTreeSet<PathBuf>, noticed: Instant) {
        if !changed.is_empty() {
            tracing::debug!(files = changed.len(), after = ?noticed.elapsed(), "inputs changed");
            (self.on_change)(Change { paths: changed.into_iter().collect(), noticed });
        }
    }
}
