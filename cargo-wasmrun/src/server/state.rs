//! The state of the build, kept so that a page opened late learns it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::message::{ProgramNote, State, VERSION};
use super::{Program, Progress, Report};

/// Progress within one step is published no more often than it can be seen.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// What the handlers see of the state.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot {
    /// The state as JSON: made once for all pages.
    pub(super) json: Arc<str>,
    pub(super) program: Option<Arc<Program>>,
}

/// The build's end of the server: what is published here reaches every page.
#[derive(Debug)]
pub struct Publisher {
    project: String,
    sequence: u64,
    building: bool,
    /// How far the build is, and when that was published.
    progress: Option<(Progress, Instant)>,
    build: Option<Report>,
    program: Option<Arc<Program>>,
    snapshots: watch::Sender<Snapshot>,
}

impl Publisher {
    pub(super) fn new(project: String) -> Self {
        let (snapshots, _) = watch::channel(Snapshot::default());
        let mut publisher = Self {
            project,
            sequence: 0,
            building: false,
            progress: None,
            build: None,
            program: None,
            snapshots,
        };
        publisher.publish();
        publisher
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Snapshot> {
        self.snapshots.subscribe()
    }

    /// A build begins.
    pub fn building(&mut self) {
        self.begin_or_end(true);
    }

    /// The build came further.
    pub fn progress(&mut self, progress: Progress) {
        let is_soon = self.progress.as_ref().is_some_and(|(known, published)| {
            known.message == progress.message && published.elapsed() < PROGRESS_INTERVAL
        });
        if self.building && !is_soon {
            self.progress = Some((progress, Instant::now()));
            self.publish();
        }
    }

    /// A build was given up before it ended; what is known of the last one stands.
    pub fn abandoned(&mut self) {
        self.begin_or_end(false);
    }

    /// A build failed. The last good program stays.
    pub fn failed(&mut self, report: Report) {
        self.build = Some(report);
        self.begin_or_end(false);
    }

    /// A build succeeded. A page that runs the same program already goes on with it.
    pub fn succeeded(&mut self, report: Report, program: Program) {
        self.build = Some(report);
        self.program = Some(Arc::new(program));
        self.begin_or_end(false);
    }

    fn begin_or_end(&mut self, building: bool) {
        self.building = building;
        self.progress = None;
        self.publish();
    }

    fn publish(&mut self) {
        self.sequence += 1;
        let state = State {
            version: VERSION,
            sequence: self.sequence,
            project: &self.project,
            building: self.building,
            progress: self.progress.as_ref().map(|(progress, _)| progress),
            build: self.build.as_ref(),
            program: self.program.as_deref().map(ProgramNote::new),
        };
        let json = match serde_json::to_string(&state) {
            Ok(json) => json.into(),
            Err(error) => {
                tracing::error!(%error, "the state of the build is not JSON");
                return;
            }
        };
        self.snapshots.send_replace(Snapshot { json, program: self.program.clone() });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::time::Duration;

    use super::*;

    fn report(succeeded: bool) -> Report {
        Report::new(succeeded, Duration::from_millis(7), &[], "", Path::new("/p"))
    }

    fn state(publisher: &Publisher) -> serde_json::Value {
        serde_json::from_str(&publisher.subscribe().borrow().json).unwrap()
    }

    #[test]
    fn a_failure_keeps_the_last_good_program() {
        let mut publisher = Publisher::new("p".to_owned());
        assert_eq!(state(&publisher)["build"], serde_json::Value::Null);
        publisher.building();
        assert_eq!(state(&publisher)["building"], true);
        publisher.progress(Progress { message: "a".to_owned(), current: Some(1), total: None });
        assert_eq!(state(&publisher)["progress"]["current"], 1);
        let program = Program::new("a.wasm".to_owned(), vec![0], vec![], BTreeMap::new());
        publisher.succeeded(report(true), program.clone());
        publisher.building();
        publisher.failed(report(false));
        let state = state(&publisher);
        assert_eq!((&state["building"], &state["progress"]), (&false.into(), &().into()));
        assert_eq!(state["build"]["succeeded"], false);
        assert_eq!(state["program"]["id"], program.id());
        assert_eq!(state["sequence"], 6);
    }
}
