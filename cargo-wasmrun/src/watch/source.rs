//! Where hints at changes come from: the operating system, or nobody when polling.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{Error, Filter, Method};

/// How far what happens to a file or folder has come, as far as the operating system tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// More may come at once.
    UnderWay,
    /// Whoever wrote it has closed it, or another has taken its place.
    Complete,
    /// It is there no longer, or not under this name.
    Gone,
}

/// What wakes the watcher's thread.
pub(super) enum Signal {
    /// Something may have happened to this file or folder.
    Hint(PathBuf, Phase),
    /// Events were lost: anything may have happened.
    Rescan,
    /// Watch by another filter, and report what it newly accepts if modified since.
    Respecify(Box<Filter>, SystemTime),
    /// End.
    Stop,
}

/// inotify watches folders one by one, so ours are exactly those that can hold inputs: a big
/// `node_modules` costs nothing. The others watch whole trees at one price.
const ONE_BY_ONE: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// The watches that are set.
#[derive(Debug)]
pub(super) struct Source {
    watcher: Option<RecommendedWatcher>,
    interval: Option<Duration>,
    error: Option<Error>,
}

impl Source {
    pub(super) fn new(method: Method, signals: &Sender<Signal>) -> Result<Self, Error> {
        let (watcher, interval) = match method {
            Method::Events => (Some(events(signals.clone())?), None),
            Method::Poll { interval } => (None, Some(interval)),
        };
        Ok(Self { watcher, interval, error: None })
    }

    /// How long to wait for a hint before looking at everything; `None` for as long as it takes.
    pub(super) fn interval(&self) -> Option<Duration> {
        self.interval
    }

    /// Watches the roots, and the folder above each so that a root that is replaced or removed and
    /// made again is noticed.
    pub(super) fn watch_roots(&mut self, filter: &Filter) -> Result<(), Error> {
        for root in filter.roots() {
            if let Some(parent) = root.parent() {
                self.watch(parent, RecursiveMode::NonRecursive);
            }
            if !ONE_BY_ONE && root.is_dir() {
                self.watch(root, RecursiveMode::Recursive);
            }
        }
        self.take_error()
    }

    /// Watches one more folder below a root; needed where folders are watched one by one. A folder
    /// that was removed and made again needs a new watch, so a repeated call is not idle.
    pub(super) fn watch_folder(&mut self, folder: &Path) {
        if ONE_BY_ONE {
            self.watch(folder, RecursiveMode::NonRecursive);
        }
    }

    /// The first error since the last call.
    pub(super) fn take_error(&mut self) -> Result<(), Error> {
        self.error.take().map_or(Ok(()), Err)
    }

    fn watch(&mut self, path: &Path, mode: RecursiveMode) {
        let Some(watcher) = &mut self.watcher else { return };
        if let Err(source) = watcher.watch(path, mode) {
            // A folder may be gone again by now, and those above a root may be closed to us.
            if !is_absence(&source) && self.error.is_none() {
                self.error = Some(Error::Watch { path: path.to_owned(), source });
            }
        }
    }
}

fn is_absence(error: &notify::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(io) => {
            matches!(io.kind(), NotFound | NotADirectory | PermissionDenied)
        }
        _ => false,
    }
}

fn events(signals: Sender<Signal>) -> Result<RecommendedWatcher, Error> {
    let forward = move |event: notify::Result<Event>| {
        for signal in translate(event) {
            // The receiver ends before the watcher does: nobody wants the hint any more.
            let _ = signals.send(signal);
        }
    };
    notify::recommended_watcher(forward)
        .map_err(|source| Error::Watch { path: PathBuf::from("."), source })
}

/// Drops what tells of reading only: a build reads its inputs, and must not start itself again.
fn translate(event: notify::Result<Event>) -> Vec<Signal> {
    match event {
        Ok(event) if event.need_rescan() => vec![Signal::Rescan],
        Ok(event) => match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
                hints(event.paths, Phase::Complete)
            }
            // The system tells of both of its names by themselves as well.
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => {
                Vec::new()
            }
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
                hints(event.paths, Phase::Gone)
            }
            _ => hints(event.paths, Phase::UnderWay),
        },
        Err(error) => {
            tracing::debug!(%error, "the operating system lost sight of a file");
            hints(error.paths, Phase::UnderWay)
        }
    }
}

fn hints(paths: Vec<PathBuf>, phase: Phase) -> Vec<Signal> {
    paths.into_iter().map(|path| Signal::Hint(path, phase)).collect()
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, Flag};

    use super::*;

    fn event(kind: EventKind) -> Event {
        Event::new(kind).add_path("/a".into())
    }

    #[test]
    fn reading_is_no_hint() {
        for kind in [
            AccessKind::Open(AccessMode::Any),
            AccessKind::Open(AccessMode::Write),
            AccessKind::Read,
            AccessKind::Close(AccessMode::Read),
        ] {
            assert!(translate(Ok(event(EventKind::Access(kind)))).is_empty(), "{kind:?}");
        }
    }

    #[test]
    fn writing_and_creating_are_hints() {
        let close = EventKind::Access(AccessKind::Close(AccessMode::Write));
        for kind in [close, EventKind::Create(CreateKind::File), EventKind::Any] {
            assert!(matches!(translate(Ok(event(kind)))[..], [Signal::Hint(..)]), "{kind:?}");
        }
    }

    #[test]
    fn lost_events_ask_for_a_rescan() {
        let event = event(EventKind::Other).set_flag(Flag::Rescan);
        assert!(matches!(translate(Ok(event))[..], [Signal::Rescan]));
    }
}
