//! Level 3: what a build makes of a real project.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ignore::gitignore::GitignoreBuilder;
use wasmrun_protocol::{
    BuildParams, BuildResult, DetectResult, DiagnosticNote, ErrorKind, Method as _, Notification,
    ProjectParams, RunMode, RunPlan, limits, method,
};

use super::super::session::dirs;
use super::handshake::answered;
use super::kit::Kit;
use super::methods::decode;
use super::peer::{Peer, Reply};
use super::report::{Outcome, Report, failed, skipped};
use super::snapshot::Snapshot;
use super::{project, wire};
use crate::build::{Allowed, Error as BuildError};
use crate::cli::BuildArgs;
use crate::project::{Project, ProjectKind};
use crate::watch::{Filter, Spec};

/// What is written over a source to break it: no language has this.
const BROKEN: &str = "\u{1}<<< )]} this is broken on purpose\n";
/// How long a build may go on before it is cancelled.
const HEAD_START: Duration = Duration::from_millis(50);

/// Holds the plugin against level 3.
pub(super) fn examine(kit: &Kit<'_>, report: &mut Report) {
    let site = match Site::new(kit, "project") {
        Ok(site) => site,
        Err(outcome) => {
            for number in 1..=9 {
                report.note(&format!("B0{number}"), outcome.clone());
            }
            return;
        }
    };
    first_build(kit, &site, report);
    report.judge("B05", broken_source(kit));
    report.judge("B07", cancelled(kit));
    report.judge("B08", clean(kit));
    report.judge("W05", end_during_build(kit));
}

/// A copy of the project, and how it is built.
struct Site {
    root: PathBuf,
    params: BuildParams,
    patience: Duration,
}

impl Site {
    fn new(kit: &Kit<'_>, name: &str) -> Result<Self, Outcome> {
        let original = kit.project()?;
        let folder = original.file_name().unwrap_or_default();
        let root = kit.folder(name)?.join(folder);
        project::copy(original, &root)?;
        let settings = kit.subject.settings.clone();
        let project = Project { root: root.clone(), kind: ProjectKind::Source };
        let settings = settings
            .for_project(&project, &BuildArgs::default())
            .and_then(|settings| settings.plugin_settings(&kit.subject.found.name))
            .or_else(|error| skipped(error.to_string()))?;
        let output = root.join(".wasmrun").join("debug");
        let params = BuildParams::new(&root, output).with_debug(true).with_settings(settings);
        Ok(Self { root, params, patience: kit.subject.patience })
    }

    fn ask(&self, peer: &mut Peer) -> wasmrun_protocol::RequestId {
        let params = serde_json::to_value(&self.params).unwrap_or_default();
        peer.ask(method::Build::NAME, &params)
    }

    fn build(&self, peer: &mut Peer) -> Result<(BuildResult, Vec<Notification>), Outcome> {
        self.ask(peer);
        let Reply { outcome, notes } = peer.reply(self.patience)?;
        match outcome {
            Ok(result) => Ok((decode(result)?, notes)),
            Err(error) if error.kind() == ErrorKind::ToolchainMissing => {
                skipped(format!("the toolchain is missing: {}", error.message))
            }
            Err(error) => failed(format!("`build` was refused: {}", error.message)),
        }
    }

    /// Builds what has to succeed.
    fn succeed(&self, peer: &mut Peer) -> Result<BuildResult, Outcome> {
        let (result, notes) = self.build(peer)?;
        if result.is_success() {
            return Ok(result);
        }
        let first = diagnostics(&notes).into_iter().next();
        let first = first.map(|note| format!(": {}", note.diagnostic.message));
        failed(format!("the project does not build{}", first.unwrap_or_default()))
    }

    fn snapshot(&self) -> Result<Snapshot, Outcome> {
        Snapshot::take(&self.root, &self.root.join(".wasmrun"))
            .or_else(|error| skipped(error.to_string()))
    }
}

/// What one build after another shows.
fn first_build(kit: &Kit<'_>, site: &Site, report: &mut Report) {
    let built = || -> Result<(BuildResult, Peer), Outcome> {
        let mut peer = kit.greet()?;
        Ok((site.succeed(&mut peer)?, peer))
    };
    let before = site.snapshot();
    let (result, peer) = match built() {
        Ok(built) => built,
        Err(outcome) => {
            report.note("B01", outcome);
            for id in ["B02", "B03", "B04", "B06", "B09"] {
                report.note(id, Outcome::Skipped("the project was not built".to_owned()));
            }
            return;
        }
    };
    let (made, modules) = artifacts(kit, site, &result);
    report.judge("B01", made);
    report.judge("B02", modules);
    let written = before.and_then(|before| written(site, &before, &result));
    report.judge("B09", written);
    let second = kit.again(peer).and_then(|mut peer| site.succeed(&mut peer));
    report.judge("B03", second.map(drop));
    report.judge("B04", watched(kit, site, &result));
    report.judge("B06", run(kit, site, &result));
}

/// Whether all that the result names is there and may be, and whether its modules are valid.
fn artifacts(
    kit: &Kit<'_>,
    site: &Site,
    result: &BuildResult,
) -> (Result<(), Outcome>, Result<(), Outcome>) {
    let dirs = dirs(&kit.subject.found, &kit.subject.settings);
    let folders = vec![site.params.output_dir.clone(), site.root.clone(), dirs.data, dirs.cache];
    let allowed = Allowed::new(&kit.subject.found.name, folders);
    if result.artifacts.is_empty() {
        return (failed("it lists no artifacts"), skipped("there are no artifacts"));
    }
    let relative = result.artifacts.iter().find(|artifact| !artifact.path.is_absolute());
    if let Some(artifact) = relative {
        let reason = format!("the path `{}` is relative", artifact.path.display());
        return (failed(reason), skipped("the artifacts are not found"));
    }
    match allowed.artifacts(result.artifacts.clone()) {
        Err(error @ BuildError::InvalidModule { .. }) => (Ok(()), failed(describe(&error))),
        Err(error) => (failed(describe(&error)), skipped("the artifacts may not be used")),
        Ok(_) => {
            let plans = result.run.iter().try_for_each(|plan| match plan.mode {
                RunMode::Unknown => Ok(()),
                _ => allowed.plan(plan.clone()).map(drop).or_else(|error| failed(describe(&error))),
            });
            (plans, Ok(()))
        }
    }
}

fn describe(error: &BuildError) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

/// Whether the build kept to the places that it may write to.
fn written(site: &Site, before: &Snapshot, result: &BuildResult) -> Result<(), Outcome> {
    let mut outputs = GitignoreBuilder::new(&site.root);
    for glob in &result.outputs {
        let added = outputs.add_line(None, glob).map(drop);
        added.or_else(|error| failed(format!("`outputs` has a wrong glob: {error}")))?;
    }
    let outputs = outputs.build().or_else(|error| failed(error.to_string()))?;
    let stray = before
        .changes(&site.snapshot()?)
        .into_iter()
        .find(|path| !outputs.matched_path_or_any_parents(site.root.join(path), false).is_ignore());
    match stray {
        Some(path) => failed(format!("it wrote `{}`", path.display())),
        None => Ok(()),
    }
}

fn watched(kit: &Kit<'_>, site: &Site, result: &BuildResult) -> Result<(), Outcome> {
    let Some(watch) = &result.watch else { return Ok(()) };
    let Some(entry) = entry_file(kit, site)? else { return skipped("there is no `entry_file`") };
    let spec = Spec {
        roots: watch.paths.clone(),
        include: watch.include.clone(),
        ignore: watch.ignore.clone(),
        excluded: Vec::new(),
    };
    let filter = Filter::new(&spec).or_else(|error| failed(error.to_string()))?;
    if filter.accepts(&entry) {
        return Ok(());
    }
    failed(format!("a change of `{}` would not be noticed", entry.display()))
}

fn entry_file(kit: &Kit<'_>, site: &Site) -> Result<Option<PathBuf>, Outcome> {
    let params = ProjectParams::new(&site.root).with_settings(site.params.settings.clone());
    let params = serde_json::to_value(params).unwrap_or_default();
    let mut peer = kit.greet()?;
    let reply = peer.call(method::Detect::NAME, &params, limits::DETECT_TIMEOUT)?;
    Ok(decode::<DetectResult>(answered(reply)?)?.entry_file)
}

/// Runs the plan `default` in a process of this program, and compares what it prints.
fn run(kit: &Kit<'_>, site: &Site, result: &BuildResult) -> Result<(), Outcome> {
    let plan = result.run.iter().find(|plan| plan.name == RunPlan::DEFAULT);
    let Some(plan) = plan.filter(|plan| plan.mode == RunMode::Wasi) else {
        return skipped("there is no plan for a terminal");
    };
    let Ok(expected) = fs_err::read(site.root.join("expected.stdout")) else {
        return skipped("the project has no `expected.stdout`");
    };
    let Some(host) = &kit.subject.settings.executable else {
        return skipped("this program does not know where it is");
    };
    let input = site.root.join("input.txt");
    let input = input.is_file().then_some(input);
    let printed = super::trial::run(
        (host, &kit.subject.settings.home),
        plan,
        input.as_deref(),
        kit.subject.patience,
    )?;
    if printed == expected {
        return Ok(());
    }
    let lines = |text: &[u8]| -> Vec<Vec<u8>> {
        text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
    };
    let (printed, expected) = (lines(&printed), lines(&expected));
    let same = printed.iter().zip(&expected).take_while(|(left, right)| left == right).count();
    let line = same + 1;
    failed(format!("it does not print `expected.stdout`: they differ in line {line}"))
}

fn broken_source(kit: &Kit<'_>) -> Result<(), Outcome> {
    let site = Site::new(kit, "broken")?;
    let Some(entry) = entry_file(kit, &site)? else { return skipped("there is no `entry_file`") };
    let mut peer = kit.greet()?;
    site.succeed(&mut peer)?;
    let source = fs_err::read(&entry).or_else(|error| skipped(error.to_string()))?;
    rewrite(&entry, BROKEN.as_bytes())?;
    let mut peer = kit.again(peer)?;
    let (result, notes) = site.build(&mut peer)?;
    if result.is_success() {
        return failed(format!("it builds, though `{}` is garbage", entry.display()));
    }
    let diagnostics = diagnostics(&notes);
    if !diagnostics.iter().any(|note| note.diagnostic.span.is_some()) {
        let count = diagnostics.len();
        return failed(format!("none of its {count} diagnostics has a `span`"));
    }
    rewrite(&entry, &source)?;
    let mut peer = kit.again(peer)?;
    site.succeed(&mut peer).map(drop)
}

fn rewrite(file: &Path, content: &[u8]) -> Result<(), Outcome> {
    fs_err::write(file, content).or_else(|error| skipped(error.to_string()))
}

fn diagnostics(notes: &[Notification]) -> Vec<DiagnosticNote> {
    let notes = notes.iter().filter(|note| {
        let name: &str = &note.method;
        name == <DiagnosticNote as wasmrun_protocol::Note>::NAME
    });
    notes.filter_map(|note| note.decode().ok()).collect()
}

fn cancelled(kit: &Kit<'_>) -> Result<(), Outcome> {
    if !kit.capabilities().cancel {
        return skipped("it does not claim `cancel`");
    }
    let site = Site::new(kit, "cancelled")?;
    let mut peer = kit.greet()?;
    let request = site.ask(&mut peer);
    std::thread::sleep(HEAD_START);
    peer.cancel(request);
    match peer.reply(limits::CANCEL_GRACE)?.outcome {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::Cancelled => {}
        Err(error) if error.kind() == ErrorKind::ToolchainMissing => {
            return skipped(format!("the toolchain is missing: {}", error.message));
        }
        Err(error) => return failed(format!("it answered: {}", error.message)),
    }
    let mut peer = kit.again(peer)?;
    site.succeed(&mut peer).map(drop)
}

fn clean(kit: &Kit<'_>) -> Result<(), Outcome> {
    if !kit.capabilities().clean {
        return skipped("it does not claim `clean`");
    }
    let site = Site::new(kit, "clean")?;
    let params = serde_json::to_value(&site.params).unwrap_or_default();
    let clean = |peer: &mut Peer| -> Result<(), Outcome> {
        answered(peer.call(method::Clean::NAME, &params, limits::SHORT_TASK_TIMEOUT)?).map(drop)
    };
    // The project may have been built before, which says nothing about who is to remove what.
    let mut peer = kit.greet()?;
    clean(&mut peer)?;
    let bystander = site.params.output_dir.join("bystander.txt");
    let before = site.snapshot()?;
    let mut peer = kit.again(peer)?;
    let result = site.succeed(&mut peer)?;
    fs_err::create_dir_all(&site.params.output_dir).or_else(|error| skipped(error.to_string()))?;
    rewrite(&bystander, b"mine")?;
    let mut peer = kit.again(peer)?;
    clean(&mut peer)?;
    if !bystander.is_file() {
        return failed("it removed a file from `output_dir` that no build made");
    }
    if let Some(path) = before.changes(&site.snapshot()?).first() {
        return failed(format!("`{}` is not as it was before the build", path.display()));
    }
    let in_output = |path: &&PathBuf| path.starts_with(&site.params.output_dir) && path.exists();
    match result.artifacts.iter().map(|artifact| &artifact.path).find(in_output) {
        Some(path) => failed(format!("it left `{}`", path.display())),
        None => Ok(()),
    }
}

fn end_during_build(kit: &Kit<'_>) -> Result<(), Outcome> {
    let site = Site::new(kit, "ended")?;
    let mut peer = kit.greet()?;
    site.ask(&mut peer);
    std::thread::sleep(HEAD_START);
    if peer.end(limits::EXIT_GRACE).is_none() {
        let seconds = limits::EXIT_GRACE.as_secs();
        return failed(format!("it still ran {seconds} s after its input ended during a build"));
    }
    wire::group_is_gone(&peer)
}
