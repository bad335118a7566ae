//! The loop of `run`: changes in, builds begun and given up, results out to the pages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant, SystemTime};

use super::announcer::Announcer;
use super::builds::{Builds, Request};
use super::event::Event;
use super::guest::GuestEvent;
use super::keys::{self, Key};
use super::producer::Production;
use super::wake::Wake;
use crate::build;
use crate::config::PROJECT_FILE;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::server::{BackendEnd, Product, Publisher, Report};
use crate::watch::{Change, Method, Spec, Watcher};

/// How long to wait between two looks whether a project's folder is back: once its parent is gone
/// as well, nobody tells of it.
const RETURN_INTERVAL: Duration = Duration::from_millis(500);

/// How to notice changes; `None` is not to.
pub(super) type Watching = Option<Method>;

/// One run, from the first build to the end.
pub(super) struct Session<'a> {
    pub(super) shell: &'a Shell,
    pub(super) publisher: Publisher,
    pub(super) builds: Builds,
    pub(super) watching: Watching,
    pub(super) wakes: Receiver<Wake>,
    /// What to watch, if that is known before the first build.
    pub(super) known: Option<Spec>,
    /// Where the watcher reports to.
    pub(super) sender: Sender<Wake>,
    /// Where paths that are shown count from.
    pub(super) root: PathBuf,
    pub(super) announcer: Announcer<'a>,
}

/// What the loop keeps from one event to the next.
struct Progress {
    /// When the last build that was begun began.
    began: SystemTime,
    watcher: Option<(Watcher, Spec)>,
    /// Whether a build has ended by itself, well or not.
    has_built: bool,
    /// Changed since the last build that ended by itself.
    changed: BTreeSet<PathBuf>,
    /// Whether what changed after the running build began.
    outdated: bool,
    /// The first sign of the change that is being built.
    noticed: Option<Instant>,
    /// Whether the project's settings changed since the last build that was begun.
    reconfigured: bool,
    /// Whether the project's folder is gone, and the user knows.
    gone: bool,
    program: Option<String>,
}

impl Session<'_> {
    /// Builds, and goes on until interrupted. Only the first build's errors end it.
    pub(super) fn run(mut self) -> Result<Exit, Error> {
        let mut progress = Progress {
            began: SystemTime::now(),
            watcher: None,
            has_built: false,
            changed: BTreeSet::new(),
            outdated: false,
            noticed: None,
            reconfigured: false,
            gone: false,
            program: None,
        };
        if let Some(spec) = self.known.take() {
            self.watch(&mut progress, spec)?;
        }
        self.begin(Request::default());
        loop {
            match self.wait(&progress)? {
                Wake::Interrupted => return Ok(Exit::INTERRUPTED),
                Wake::OutputClosed => return Err(Error::OutputClosed),
                Wake::Changed(change) => self.change(&mut progress, change),
                Wake::Progressed(step) => self.publisher.progress(step),
                Wake::Guest(GuestEvent::Wrote(output, _place)) => {
                    self.shell.quote(0, output.stream, output.text.trim_end());
                    self.publisher.wrote(output);
                }
                Wake::Guest(GuestEvent::Ended(id, end)) => {
                    self.guest_ended(&mut progress, &id, &end);
                }
                Wake::Typed(Key::Quit) => return Ok(Exit::SUCCESS),
                Wake::Typed(key) => self.typed(&mut progress, key),
                Wake::Ended(result) => self.end(&mut progress, *result)?,
                Wake::Returned => self.build_again(&mut progress),
            }
        }
    }

    /// Waits for what comes next; while the project's folder is gone, for that to be back too.
    fn wait(&self, progress: &Progress) -> Result<Wake, Error> {
        loop {
            let wake = if progress.gone {
                self.wakes.recv_timeout(RETURN_INTERVAL)
            } else {
                self.wakes.recv().map_err(RecvTimeoutError::from)
            };
            match wake {
                Ok(wake) => return Ok(wake),
                Err(RecvTimeoutError::Disconnected) => return Err(Error::Interrupted),
                Err(RecvTimeoutError::Timeout) if self.root.is_dir() => return Ok(Wake::Returned),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Does what was typed, but for the end.
    fn typed(&mut self, progress: &mut Progress, key: Key) {
        match key {
            Key::Rebuild if self.builds.is_running() => {
                progress.outdated = true;
                self.builds.cancel();
            }
            Key::Rebuild => self.rebuild(progress),
            Key::Open => self.announcer.open(),
            Key::Clear => self.shell.clear(),
            Key::Help | Key::Quit => self.shell.note(keys::HELP),
        }
    }

    /// Sets watches in a folder that is back, and builds it whatever the watcher says: to the
    /// watcher nothing changed if the folder came back before it had looked.
    fn build_again(&mut self, progress: &mut Progress) {
        if let Some((watcher, spec)) = &progress.watcher
            && let Err(error) = watcher.respecify(spec, SystemTime::now())
        {
            self.shell.error(&error.into());
        }
        self.rebuild(progress);
    }

    fn begin(&mut self, request: Request) {
        self.publisher.building();
        self.builds.begin(request);
    }

    fn change(&mut self, progress: &mut Progress, change: Change) {
        progress.noticed.get_or_insert(change.noticed);
        let settings = self.root.join(PROJECT_FILE);
        progress.reconfigured |= change.paths.contains(&settings);
        progress.changed.extend(change.paths);
        if self.builds.is_running() {
            progress.outdated = true;
            self.builds.cancel();
        } else {
            self.rebuild(progress);
        }
    }

    fn rebuild(&mut self, progress: &mut Progress) {
        progress.outdated = false;
        if !self.root.is_dir() {
            return self.miss_folder(progress);
        }
        // A plugin may not outlive the folder it was started in.
        let anew = std::mem::take(&mut progress.reconfigured) | std::mem::take(&mut progress.gone);
        progress.began = SystemTime::now();
        let changed: Vec<PathBuf> = progress.changed.iter().cloned().collect();
        self.shell.status("Building", &self.summary(&changed));
        self.begin(Request { changed: Some(changed), anew });
    }

    /// Says once that there is nothing to build. What is served stays.
    fn miss_folder(&mut self, progress: &mut Progress) {
        if !std::mem::replace(&mut progress.gone, true) {
            let message = format!("project folder `{}` is gone", self.root.display());
            self.shell.warn(&format!("{message}; builds go on when it is back"));
            let report = Report::failure(&message, &[], Duration::ZERO, &self.root);
            self.publisher.failed(report);
            self.tell(progress, false, Duration::ZERO);
        }
    }

    /// The first change by name, and how many more there are. Without one the user asked for it, or the folder has come back.
    fn summary(&self, changed: &[PathBuf]) -> String {
        let Some((first, others)) = changed.split_first() else {
            return format!("`{}` anew", self.root.display());
        };
        let name = first.strip_prefix(&self.root).unwrap_or(first).display();
        match others.len() {
            0 => format!("`{name}` changed"),
            count => format!("`{name}` and {count} more changed"),
        }
    }

    fn end(
        &mut self,
        progress: &mut Progress,
        result: Result<Production, Error>,
    ) -> Result<(), Error> {
        self.builds.note_end();
        match result {
            Ok(Production::Cancelled) => {
                self.publisher.abandoned();
            }
            Ok(Production::Made { product, report, watch, duration }) => {
                self.watch(progress, watch)?;
                self.succeed(progress, product, report, duration);
            }
            Ok(Production::Failed { .. }) if self.watching.is_none() => {
                return Err(build::Error::Failed(self.root.clone()).into());
            }
            Ok(Production::Failed { report, watch, duration }) => {
                self.watch(progress, watch)?;
                self.fail(progress, report, duration);
            }
            Err(error) if !progress.has_built => return Err(error),
            Err(_) if !self.root.is_dir() => {
                self.miss_folder(progress);
            }
            Err(error) => {
                self.shell.error(&error);
                let report = failure_report(&error, &self.root);
                self.fail(progress, report, Duration::ZERO);
            }
        }
        if progress.outdated {
            self.rebuild(progress);
        } else if !self.root.is_dir() {
            // It went before it was watched.
            self.miss_folder(progress);
        }
        Ok(())
    }

    /// Notes that a build ended by itself, which has been published: whoever is told where to look finds it there.
    /// From now on an error is no reason to end.
    fn published(&mut self, progress: &mut Progress) {
        progress.has_built = true;
        self.announcer.announce(self.publisher.has_app());
    }

    fn succeed(
        &mut self,
        progress: &mut Progress,
        product: Product,
        report: Report,
        duration: Duration,
    ) {
        let (id, size) = (product.id(), product.size());
        let is_new = progress.program.as_deref() != Some(&id);
        self.publisher.succeeded(report, product);
        self.published(progress);
        let effect = if is_new { "" } else { ", nothing changed" };
        let time = duration.as_secs_f64();
        self.shell.status("Built", &format!("{size} bytes in {time:.2} s{effect}"));
        progress.program = Some(id);
        self.tell(progress, true, duration);
    }

    /// The program that serves is no more: that is told like a failed build, until the next.
    fn guest_ended(&mut self, progress: &mut Progress, id: &str, end: &BackendEnd) {
        if progress.program.as_deref() != Some(id) || self.builds.is_running() {
            return;
        }
        self.shell.warn(&[std::slice::from_ref(&end.message), &end.frames].concat().join("\n"));
        self.publisher.failed(Report::failure(
            &end.message,
            &end.frames,
            Duration::ZERO,
            &self.root,
        ));
    }

    fn fail(&mut self, progress: &mut Progress, report: Report, duration: Duration) {
        self.publisher.failed(report);
        self.published(progress);
        let rest = if progress.program.is_some() { "; the last good build stays" } else { "" };
        self.shell.status("Failed", &format!("in {:.2} s{rest}", duration.as_secs_f64()));
        self.tell(progress, false, duration);
    }

    /// Notes what a build cost, once the pages know of its end.
    fn tell(&self, progress: &mut Progress, succeeded: bool, duration: Duration) {
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1_000.0;
        let overhead = progress.noticed.map(|noticed| noticed.elapsed().saturating_sub(duration));
        tracing::debug!(?duration, ?overhead, "the pages know of the build");
        self.shell.event(&Event::Built {
            succeeded,
            program: progress.program.as_deref(),
            build_milliseconds: milliseconds(duration),
            overhead_milliseconds: overhead.map(milliseconds),
        });
        if !progress.outdated {
            progress.changed.clear();
            progress.noticed = None;
        }
    }

    /// Watches what the build says it depends on, from the first build on.
    fn watch(&self, progress: &mut Progress, spec: Spec) -> Result<(), Error> {
        let Some(method) = self.watching else { return Ok(()) };
        match &mut progress.watcher {
            Some((_, current)) if *current == spec => {}
            Some((watcher, current)) => {
                // The watch that is set goes on.
                if let Err(error) = watcher.respecify(&spec, progress.began) {
                    self.shell.error(&error.into());
                }
                *current = spec;
            }
            None => {
                let sender = self.sender.clone();
                let since = self.builds.has_begun().then_some(progress.began);
                let watcher = Watcher::start(&spec, method, since, move |change| {
                    // The loop ends before the watcher does.
                    let _ = sender.send(Wake::Changed(change));
                })?;
                progress.watcher = Some((watcher, spec));
            }
        }
        Ok(())
    }
}

/// What the page shows of an error that is not the project's.
fn failure_report(error: &Error, root: &Path) -> Report {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let parts: Vec<String> =
        std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect();
    Report::failure(&parts.join(": "), &error.hints(), Duration::ZERO, root)
}
