//! The state of the build, kept so that a page opened late learns it.

use std::sync::Arc;

use tokio::sync::watch;

use super::message::{ProgramNote, State, VERSION};
use super::{Program, Report};

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
    build: Option<Report>,
    program: Option<Arc<Program>>,
    snapshots: watch::Sender<Snapshot>,
}

impl Publisher {
    pub(super) fn new(project: String) -> Self {
        let (snapshots, _) = watch::channel(Snapshot::default());
        let mut publisher =
            Self { project, sequence: 0, building: false, build: None, program: None, snapshots };
        publisher.publish();
        publisher
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Snapshot> {
        self.snapshots.subscribe()
    }

    /// A build begins.
    pub fn building(&mut self) {
        self.building = true;
        self.publish();
    }

    /// A build was given up before it ended; what is known of the last one stands.
    pub fn abandoned(&mut self) {
        self.building = false;
        self.publish();
    }

    /// A build failed. The last good program stays.
    pub fn failed(&mut self, report: Report) {
        self.building = false;
        self.build = Some(report);
        self.publish();
    }

    /// A build succeeded. A page that runs the same program already goes on with it.
    pub fn succeeded(&mut self, report: Report, program: Program) {
        self.building = false;
        self.build = Some(report);
        self.program = Some(Arc::new(program));
        self.publish();
    }

    fn publish(&mut self) {
        self.sequence += 1;
        let state = State {
            version: VERSION,
            sequence: self.sequence,
            project: &self.project,
            building: self.building,
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
        let program = Program::new("a.wasm".to_owned(), vec![0], vec![], BTreeMap::new());
        publisher.succeeded(report(true), program.clone());
        publisher.building();
        publisher.failed(report(false));
        let state = state(&publisher);
        assert_eq!(state["building"], false);
        assert_eq!(state["build"]["succeeded"], false);
        assert_eq!(state["program"]["id"], program.id());
        assert_eq!(state["sequence"], 5);
    }
}
