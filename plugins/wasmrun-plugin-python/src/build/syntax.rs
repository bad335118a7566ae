//! Checks sources with the compiler of the very interpreter that will run them.

use std::collections::HashSet;
use std::path::Path;

use fs_err as fs;
use serde::Deserialize;
use wasmrun_plugin_sdk::{
    Context, Diagnostic, Error, ErrorKind, LogLevel, Position, Result, Severity, Span,
};

use super::guest::{CHECK, PLACE};
use super::record::{Record, Stamp};
use crate::interpreter::mount;
use crate::project::sources;

/// The list of sources to check, among the plugin's own files.
const LIST: &str = "changed.txt";

/// What checking came to.
pub(super) struct Checked {
    pub(super) is_sound: bool,
    /// Whether nothing had changed.
    pub(super) is_fresh: bool,
}

/// What the script in the guest says of a source.
#[derive(Deserialize)]
struct Finding {
    severity: String,
    message: String,
    file: String,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

/// Checks the sources that changed since they were last found sound, and tells what is wrong.
pub(super) fn check(
    cx: &Context,
    host: Option<&Path>,
    interpreter: &Path,
    root: &Path,
    own: &Path,
    record: &mut Record,
) -> Result<Checked> {
    let changed = changed(root, record)?;
    if changed.is_empty() {
        return Ok(Checked { is_sound: true, is_fresh: true });
    }
    let Some(host) = host else {
        cx.log(LogLevel::Info, "the host does not say where it is: sources are not checked");
        return Ok(Checked { is_sound: true, is_fresh: false });
    };
    cx.progress("checking sources");
    let list: Vec<&str> = changed.iter().map(|(source, _)| source.as_str()).collect();
    fs::write(own.join(LIST), list.join("\n"))?;
    let output = cx
        .tool(host)
        .arg("exec")
        .args(
            [mount(root, "/app:ro"), mount(own, PLACE)]
                .iter()
                .flat_map(|m| ["--dir".into(), m.clone()]),
        )
        .args(["--env", &format!("PYTHONPATH={PLACE}")])
        .arg(interpreter)
        .arg(format!("{PLACE}/{CHECK}"))
        .arg(format!("{PLACE}/{LIST}"))
        .quiet()
        .run_in(root)?;
    if !output.success() {
        let message = "the interpreter could not check the sources";
        let cause = std::io::Error::other(output.stderr);
        return Err(Error::new(ErrorKind::ToolFailed, message).with_cause(&cause));
    }
    let findings: Vec<Finding> =
        output.stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let faulty: HashSet<&str> = findings.iter().map(|finding| finding.file.as_str()).collect();
    for (source, stamp) in changed {
        // What was warned of is told again by the next build.
        if !faulty.contains(source.as_str()) {
            record.add(source, stamp);
        }
    }
    let is_sound = findings.iter().all(|finding| finding.severity != "error");
    for finding in findings {
        cx.diagnostic(finding.diagnostic(root));
    }
    Ok(Checked { is_sound, is_fresh: false })
}

fn changed(root: &Path, record: &Record) -> Result<Vec<(String, Stamp)>> {
    let mut changed = Vec::new();
    for path in sources(root)? {
        let Some(source) = path.strip_prefix(root).ok().and_then(Path::to_str) else { continue };
        let source = source.replace('\\', "/");
        let stamp = Stamp::take(&path)?;
        if !record.holds(&source, &stamp) {
            changed.push((source, stamp));
        }
    }
    Ok(changed)
}

impl Finding {
    fn diagnostic(&self, root: &Path) -> Diagnostic {
        let severity = if self.severity == "error" { Severity::Error } else { Severity::Warning };
        let position =
            |line: u32, column: Option<u32>| Position::new(line.max(1), column.unwrap_or(1).max(1));
        let start = position(self.line.unwrap_or(1), self.column);
        let span = Span::new(root.join(&self.file), start);
        let span = match self.end_line {
            // The interpreter gives 0 for what it does not know.
            Some(line) if line > 0 && position(line, self.end_column) > start => {
                span.with_end(position(line, self.end_column))
            }
            _ => span,
        };
        Diagnostic::new(severity, &self.message).with_source("python").with_span(span)
    }
}
