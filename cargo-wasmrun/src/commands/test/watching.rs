//! The loop of `test --watch`: a build, a run of the tests, a change.

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, SystemTime};

use wasmrun_protocol::RunPlan;

use super::suite::Suite;
use crate::build::{self, BuildOutcome, Builder};
use crate::cli::TestArgs;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::project::Project;
use crate::watch::{Change, Method, Spec, Watcher};

/// How long to rest between two looks at the files, with `--poll`.
const POLL_INTERVAL: Duration = Duration::from_millis(300);

/// Runs the tests now and after each change, until it is interrupted.
pub(super) fn run(
    args: &TestArgs,
    project: &Project,
    builder: Builder,
    suite: &Suite<'_>,
) -> Result<Exit, Error> {
    // Neither a guest nor a build has anything that would have to be put in order.
    interrupt::end_at_once();
    let method = if args.poll { Method::Poll { interval: POLL_INTERVAL } } else { Method::Events };
    let (sender, changes) = mpsc::channel();
    let mut watching = Watching { project, builder, suite, method, sender, watcher: None };
    let mut changed = None;
    loop {
        let plans = watching.build(changed.as_deref())?;
        if !plans.is_empty() {
            suite.run(plans);
        }
        suite.shell.status("Waiting", "for a change");
        changed = Some(wait(&changes)?);
    }
}

/// What stays from one run to the next.
struct Watching<'a> {
    project: &'a Project,
    builder: Builder,
    suite: &'a Suite<'a>,
    method: Method,
    sender: Sender<Change>,
    watcher: Option<Watcher>,
}

impl Watching<'_> {
    /// Builds, and watches what the build depends on. A project that does not compile has no tests
    /// to run for now.
    fn build(&mut self, changed: Option<&[PathBuf]>) -> Result<Vec<RunPlan>, Error> {
        let (shell, root) = (self.suite.shell, &self.project.root);
        let began = SystemTime::now();
        shell.status("Building", &format!("the tests of {}", root.display()));
        let outcome = self.builder.build(changed, &interrupt::token(), &mut |event| {
            shell.build_event(&event);
        });
        shell.end_progress();
        let (spec, plans) = match outcome? {
            BuildOutcome::Succeeded(build) => {
                if build.tests.is_empty() {
                    shell.error(&build::Error::NoTests(root.clone()).into());
                }
                let watch = build.watch.as_ref();
                let spec = Spec::of_build(root, watch, &build.output_dir, &build.outputs);
                (spec, build.tests)
            }
            BuildOutcome::Failed(failed) => {
                shell.error(&build::Error::Failed(root.clone()).into());
                if failed.diagnostics.is_empty() {
                    shell.raw_output(&failed.output_text);
                }
                let watch = failed.watch.as_ref();
                let spec = Spec::of_build(root, watch, &failed.output_dir, &failed.outputs);
                (spec, Vec::new())
            }
            BuildOutcome::Cancelled => return Err(Error::Interrupted),
        };
        self.watch(&spec, began)?;
        Ok(plans)
    }

    fn watch(&mut self, spec: &Spec, began: SystemTime) -> Result<(), Error> {
        if let Some(watcher) = &self.watcher {
            return Ok(watcher.respecify(spec, began)?);
        }
        let sender = self.sender.clone();
        let watcher = Watcher::start(spec, self.method, Some(began), move |change| {
            // The loop ends with the process.
            let _ = sender.send(change);
        })?;
        self.watcher = Some(watcher);
        Ok(())
    }
}

/// What changed since the last build: all that was noticed meanwhile.
fn wait(changes: &Receiver<Change>) -> Result<Vec<PathBuf>, Error> {
    // The sender is gone only if the watcher's thread is.
    let first = changes.recv().map_err(|_| Error::Interrupted)?;
    let mut paths = first.paths;
    paths.extend(changes.try_iter().flat_map(|change| change.paths));
    paths.sort();
    paths.dedup();
    Ok(paths)
}
