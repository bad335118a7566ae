//! `plugin test`: holds a plugin against the protocol, or repeats a conversation with it.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use wasmrun_protocol::requirement::Level;

use crate::cli::PluginTestArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::plugins::conformance::{self, Finding, Outcome, Report, Subject};
use crate::plugins::{self, Found, discover};
use crate::project::Project;

/// Tests what `args` names.
pub(super) fn run(args: &PluginTestArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let found = find(&args.plugin, &settings)?;
    let project = args.project.as_deref().map(|path| Project::resolve(path, &settings));
    let project = project.transpose()?.map(|project| project.root);
    shell.status("Testing", &format!("plugin `{}`, `{}`", found.name, found.path.display()));
    let patience = Duration::from_secs(args.patience);
    let subject = Subject { found, settings, project, patience };
    if let Some(file) = &args.replay {
        return repeat(&subject, file, shell);
    }
    let report = conformance::examine(&subject)?;
    tell(&report, shell)?;
    Ok(if report.is_pass() { Exit::SUCCESS } else { Exit::FAILED })
}

/// The plugin that the user means: a path with a folder in it is an executable, else it is a name.
fn find(plugin: &Path, settings: &Settings) -> Result<Found, Error> {
    let path = settings.current_dir.join(plugin);
    if plugin.components().count() > 1 || path.is_file() {
        return Ok(Found::executable(&path)?);
    }
    let name = plugin.to_string_lossy().into_owned();
    let plugins = discover(settings).plugins;
    let known = plugins.iter().map(|found| found.name.clone()).collect();
    let found = plugins.into_iter().find(|found| found.name == name);
    Ok(found.ok_or(plugins::Error::Unknown { name, known })?)
}

fn repeat(subject: &Subject, file: &Path, shell: &Shell) -> Result<Exit, Error> {
    let differences = conformance::repeat(subject, file)?;
    let mut lines = String::new();
    for text in &differences {
        shell.event(&Difference { reason: "difference", text });
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{text}");
    }
    if differences.is_empty() {
        shell.status("Repeated", &format!("`{}`: the plugin answers as it did", file.display()));
    }
    if !shell.is_json() {
        shell.answer(&lines)?;
    }
    Ok(if differences.is_empty() { Exit::SUCCESS } else { Exit::FAILED })
}

/// An answer that is not what it was, as JSON.
#[derive(Serialize)]
struct Difference<'a> {
    reason: &'static str,
    text: &'a str,
}

/// One requirement, as JSON.
#[derive(Serialize)]
struct Tested<'a> {
    reason: &'static str,
    id: &'static str,
    level: &'static str,
    section: &'static str,
    text: &'static str,
    outcome: &'static str,
    detail: Option<&'a str>,
}

/// All requirements together, as JSON.
#[derive(Clone, Copy, Default, Serialize)]
struct Summary {
    reason: &'static str,
    passed: usize,
    failed: usize,
    warned: usize,
    skipped: usize,
}

fn tell(report: &Report, shell: &Shell) -> Result<(), Error> {
    let mut summary = Summary { reason: "summary", ..Summary::default() };
    let mut lines = String::new();
    let mut level = None;
    for Finding { requirement, outcome } in report.findings() {
        let (word, detail) = (outcome.as_str(), outcome.reason());
        *match outcome {
            Outcome::Passed => &mut summary.passed,
            Outcome::Failed(_) => &mut summary.failed,
            Outcome::Warned(_) => &mut summary.warned,
            Outcome::Skipped(_) => &mut summary.skipped,
        } += 1;
        shell.event(&Tested {
            reason: "requirement",
            id: requirement.id,
            level: requirement.level.as_str(),
            section: requirement.section,
            text: requirement.text,
            outcome: word,
            detail,
        });
        // Writing to a string cannot fail.
        if level.replace(requirement.level) != Some(requirement.level) {
            let _ = writeln!(lines, "{} {}", requirement.level.as_str(), title(requirement.level));
        }
        let _ = writeln!(lines, "  {word:7} {} {}", requirement.id, requirement.text);
        if let Some(detail) = detail {
            let _ = writeln!(lines, "              {detail}");
        }
        if matches!(outcome, Outcome::Failed(_) | Outcome::Warned(_)) {
            let section = requirement.section;
            let _ =
                writeln!(lines, "              see section {section} of the protocol's SPEC.md");
        }
    }
    shell.event(&summary);
    if shell.is_json() {
        return Ok(());
    }
    let Summary { passed, failed, warned, skipped, .. } = summary;
    let _ = writeln!(lines, "{passed} passed, {failed} failed, {warned} warned, {skipped} skipped");
    shell.answer(&lines)
}

fn title(level: Level) -> &'static str {
    match level {
        Level::Wire => "lines and processes",
        Level::Handshake => "handshake",
        Level::Methods => "methods",
        Level::Build => "builds",
    }
}
