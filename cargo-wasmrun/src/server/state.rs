//! The state of the build, kept so that a page opened late learns it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::activity::{Activity, Event, Output};
use super::api::VERSION;
use super::message::{AppContent, AppNote, AppState, HistoryNote, ProgramNote, State};
use super::origin::Origin;
use super::{Backend, Base, Program, Progress, Report, Site};

/// Progress within one step is published no more often than it can be seen.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// The most builds that are remembered.
const MOST_HISTORY: usize = 50;

/// What the handlers see of the state.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot {
    /// The state as JSON, made once for all our pages.
    pub(super) json: Arc<str>,
    /// The state as JSON for pages of the web app.
    app_json: Arc<str>,
    pub(super) program: Option<Arc<Program>>,
    pub(super) site: Option<Arc<Site>>,
    pub(super) backend: Option<Arc<Backend>>,
}

impl Snapshot {
    /// The state as JSON for the pages of an origin.
    pub(super) fn json_for(&self, origin: Origin) -> Arc<str> {
        match origin {
            Origin::Page => self.json.clone(),
            Origin::App => self.app_json.clone(),
        }
    }
}

/// What a build made.
#[derive(Debug, Clone)]
pub enum Product {
    /// A program that our page runs.
    Program(Arc<Program>),
    /// A web app that is served as it is.
    Site(Arc<Site>),
    /// A program that answers the app's requests.
    Backend(Arc<Backend>),
}

impl Product {
    /// Names its content.
    pub fn id(&self) -> String {
        match self {
            Self::Program(program) => program.id().to_owned(),
            Self::Site(site) => site.product_id(),
            Self::Backend(backend) => backend.product_id(),
        }
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        match self {
            Self::Program(program) => program.size() as u64,
            Self::Site(site) => site.size(),
            Self::Backend(backend) => backend.size(),
        }
    }

    /// Whether it has an origin of its own, instead of running in our page.
    fn is_app(&self) -> bool {
        matches!(self, Self::Site(_) | Self::Backend(_))
    }
}

impl From<Program> for Product {
    fn from(program: Program) -> Self {
        Self::Program(Arc::new(program))
    }
}

/// The build's end of the server: what is published here reaches every page.
#[derive(Debug)]
pub struct Publisher {
    project: String,
    /// How to open an editor, with `{file}`, `{line}` and `{column}`.
    editor: String,
    /// The port of the app's origin, if there is one, and the path that the app lives below.
    app: Option<(u16, Base)>,
    sequence: u64,
    building: bool,
    /// How far the build is, and when that was published.
    progress: Option<(Progress, Instant)>,
    build: Option<Report>,
    history: VecDeque<HistoryNote>,
    product: Option<Product>,
    activity: Arc<Activity>,
    snapshots: watch::Sender<Snapshot>,
}

impl Publisher {
    pub(super) fn new(project: String, editor: String, app: Option<(u16, Base)>) -> Self {
        let (snapshots, _) = watch::channel(Snapshot::default());
        let mut publisher = Self {
            project,
            editor,
            app,
            sequence: 0,
            building: false,
            progress: None,
            build: None,
            history: VecDeque::new(),
            product: None,
            activity: Arc::new(Activity::new()),
            snapshots,
        };
        publisher.publish();
        publisher
    }

    /// What the app does.
    pub(super) fn activity(&self) -> Arc<Activity> {
        self.activity.clone()
    }

    /// The program that serves the app wrote something.
    pub fn wrote(&self, output: Output) {
        self.activity.note(Event::Output(output));
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Snapshot> {
        self.snapshots.subscribe()
    }

    /// Whether what was published last is a web app.
    pub fn has_app(&self) -> bool {
        self.product.as_ref().is_some_and(Product::is_app)
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

    /// A build failed. What the last good one made stays.
    pub fn failed(&mut self, report: Report) {
        self.remember(&report, None);
        self.build = Some(report);
        self.begin_or_end(false);
    }

    /// A build succeeded. A page that shows the same already goes on with it.
    pub fn succeeded(&mut self, report: Report, product: impl Into<Product>) {
        let product = product.into();
        self.remember(&report, Some(product.size()));
        self.build = Some(report);
        self.product = Some(product);
        self.begin_or_end(false);
    }

    fn remember(&mut self, report: &Report, bytes: Option<u64>) {
        if self.history.len() >= MOST_HISTORY {
            self.history.pop_front();
        }
        self.history.push_back(report.history(bytes));
    }

    fn begin_or_end(&mut self, building: bool) {
        self.building = building;
        self.progress = None;
        self.publish();
    }

    fn publish(&mut self) {
        self.sequence += 1;
        let (mut program, mut site, mut backend) = (None, None, None);
        match &self.product {
            Some(Product::Program(one)) => program = Some(one),
            Some(Product::Site(one)) => site = Some(one),
            Some(Product::Backend(one)) => backend = Some(one),
            None => {}
        }
        // What serves itself knows the paths that it is asked for.
        let root = Base::default();
        let app = self.app.as_ref().and_then(|(port, base)| match (site, backend) {
            (Some(site), _) => Some((*port, base, site.id(), site.size(), site.styles())),
            (_, Some(it)) => Some((*port, &root, it.id(), it.size(), it.styles())),
            _ => None,
        });
        let content = app.map(|(_, base, id, _, styles)| AppContent::new(id, styles, base));
        let app =
            app.map(|(port, base, id, bytes, _)| AppNote { id, port, base: base.as_str(), bytes });
        let state = State {
            message: "state",
            version: VERSION,
            sequence: self.sequence,
            project: &self.project,
            editor: &self.editor,
            building: self.building,
            progress: self.progress.as_ref().map(|(progress, _)| progress),
            build: self.build.as_ref(),
            history: &self.history,
            program: program.map(|program| ProgramNote::new(program)),
            app,
        };
        let app_state = AppState {
            message: "state",
            version: VERSION,
            sequence: self.sequence,
            editor: &self.editor,
            building: self.building,
            build: self.build.as_ref(),
            app: content,
        };
        match (serde_json::to_string(&state), serde_json::to_string(&app_state)) {
            (Ok(json), Ok(app_json)) => {
                self.snapshots.send_replace(Snapshot {
                    json: json.into(),
                    app_json: app_json.into(),
                    program: program.cloned(),
                    site: site.cloned(),
                    backend: backend.cloned(),
                });
            }
            (Err(error), _) | (_, Err(error)) => {
                tracing::error!(%error, "the state of the build is not JSON");
            }
        }
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
        let mut publisher = Publisher::new("p".to_owned(), String::new(), None);
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
