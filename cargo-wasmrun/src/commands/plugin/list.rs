//! `plugin list`: every plugin that was found, and every file that only looks like one.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::cli::PluginListArgs;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::output::Shell;
use crate::plugins::install::Record;
use crate::plugins::{self, CallError, Context, Discovery, Found, Session, discover, introduce};

/// One plugin, as JSON.
#[derive(Serialize)]
struct Row {
    reason: &'static str,
    name: String,
    state: &'static str,
    version: Option<String>,
    protocol: Option<String>,
    languages: Vec<String>,
    path: std::path::PathBuf,
    /// Where the search came upon it.
    found: &'static str,
    /// Where it was installed from, if we did that.
    source: Option<String>,
    error: Option<String>,
}

/// A file that is not taken, as JSON.
#[derive(Serialize)]
struct PassedOver<'a> {
    reason: &'static str,
    path: &'a Path,
    why: &'a str,
}

/// Lists the plugins that pass the filters of `args`.
pub(super) fn run(args: &PluginListArgs, context: &Context) -> Result<Exit, Error> {
    let Discovery { plugins, disabled, passed_over } = discover(&context.settings);
    let mut rows = Vec::new();
    for (found, session) in introduce(plugins, context, &interrupt::token()) {
        match session {
            Ok(session) => {
                if passes(args, &session) {
                    rows.push(row(&found, "enabled", Ok(&session), context));
                }
                session.stop();
            }
            Err(error) if args.capability.is_none() && is_unfiltered(args) => {
                rows.push(row(&found, "broken", Err(describe(error)), context));
            }
            Err(_) => {}
        }
    }
    if is_unfiltered(args) {
        rows.extend(disabled.iter().map(|found| row(found, "disabled", Err(None), context)));
    }
    rows.sort_by(|left, right| left.name.cmp(&right.name));
    let shell = &context.shell;
    for row in &rows {
        shell.event(row);
    }
    if !shell.is_json() {
        shell.answer(&table(&rows))?;
    }
    tell_passed_over(&passed_over, shell);
    Ok(Exit::SUCCESS)
}

/// Says which files look like plugins and are not taken, and why.
pub(super) fn tell_passed_over(files: &[plugins::PassedOver], shell: &Shell) {
    for plugins::PassedOver { path, reason: why } in files {
        shell.event(&PassedOver { reason: "passed_over", path, why });
        if !shell.is_json() {
            shell.note(&format!("`{}` {why}", path.display()));
        }
    }
}

fn is_unfiltered(args: &PluginListArgs) -> bool {
    args.capability.is_none() && args.language.is_none() && args.target.is_none()
}

fn passes(args: &PluginListArgs, session: &Session) -> bool {
    let capabilities = session.capabilities();
    let fields = serde_json::to_value(capabilities).unwrap_or_default();
    let has = |name: &String| fields.get(name) == Some(&Value::Bool(true));
    let speaks = |language: &String| {
        capabilities.supported_languages.iter().any(|known| known.eq_ignore_ascii_case(language))
    };
    args.capability.as_ref().is_none_or(has)
        && args.language.as_ref().is_none_or(speaks)
        && args.target.as_ref().is_none_or(|target| capabilities.custom_targets.contains(target))
}

fn row(
    found: &Found,
    state: &'static str,
    session: Result<&Session, Option<String>>,
    context: &Context,
) -> Row {
    let record = Record::read(&context.settings.home, &found.name).ok().flatten();
    let record = record.filter(|_| found.path.starts_with(&context.settings.home));
    let introduced = session.as_ref().ok();
    let recorded = record.as_ref().map(|record| record.version.to_string());
    Row {
        reason: "plugin",
        name: found.name.clone(),
        state,
        version: introduced.map(|session| session.info().version.to_string()).or(recorded),
        protocol: introduced.map(|session| session.protocol().to_string()),
        languages: introduced
            .map(|session| session.capabilities().supported_languages.clone())
            .unwrap_or_default(),
        path: found.path.clone(),
        found: found.origin.describe(),
        source: record.map(|record| record.source.to_string()),
        error: session.err().flatten(),
    }
}

fn describe(error: CallError) -> Option<String> {
    match error {
        CallError::Cancelled => None,
        CallError::Refused(error) => Some(error.message),
        CallError::Plugin(error) => Some(error.to_string()),
    }
}

fn table(rows: &[Row]) -> String {
    let head = ["NAME", "VERSION", "PROTOCOL", "STATE", "LANGUAGES", "FROM"].map(str::to_owned);
    let mut cells = vec![head];
    for row in rows {
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let from = row.source.clone().unwrap_or_else(|| row.path.display().to_string());
        cells.push([
            row.name.clone(),
            or_dash(&row.version),
            or_dash(&row.protocol),
            row.state.to_owned(),
            if row.languages.is_empty() { "-".to_owned() } else { row.languages.join(", ") },
            row.error.as_ref().map_or(from.clone(), |error| format!("{from}: {error}")),
        ]);
    }
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..6).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &cells {
        let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = padded.collect::<Vec<_>>().join("  ");
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
