//! What pages are told: one JSON object that is the whole state, so that a page opened late knows
//! as much as one that was there from the start. `docs/dev-server-api.md` describes its fields.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use wasmrun_protocol::{Diagnostic, Severity, Span};

use super::api::program_url;
use super::{Base, Program, StyleSheets};
use crate::web::Memory;

/// More diagnostics help nobody.
const MOST_DIAGNOSTICS: usize = 100;

/// The most that is shown of what the tools said, in bytes.
const MOST_OUTPUT: usize = 64 << 10;

/// Lines shown before and after the line of a diagnostic.
const CONTEXT: usize = 2;

/// A source file over this size, in bytes, is not quoted.
const LARGEST_SOURCE: u64 = 4 << 20;

/// The most characters that are quoted of a line.
const LONGEST_LINE: usize = 500;

/// How far the build that is under way is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// What is being done.
    pub message: String,
    /// How much of it is done.
    pub current: Option<u64>,
    /// Out of how much.
    pub total: Option<u64>,
}

/// A build that ended, in the page's terms.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    succeeded: bool,
    milliseconds: u64,
    diagnostics: Vec<Note>,
    omitted: usize,
    output: String,
}

#[derive(Debug, Clone, Serialize)]
struct Note {
    severity: String,
    message: String,
    code: Option<String>,
    source: Option<String>,
    place: Option<Place>,
    label: Option<String>,
    hints: Vec<String>,
    related: Vec<Related>,
    excerpt: Option<Excerpt>,
}

#[derive(Debug, Clone, Serialize)]
struct Related {
    place: Place,
    label: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Place {
    file: String,
    /// Whether it lies in the project, so that an editor can be told where.
    inside: bool,
    line: u32,
    column: u32,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

#[derive(Debug, Clone, Serialize)]
struct Excerpt {
    first_line: usize,
    lines: Vec<String>,
}

impl Report {
    /// Describes a build of the project in `root`: paths in there become relative, of others only
    /// the file's name is told.
    pub fn new(
        succeeded: bool,
        duration: Duration,
        diagnostics: &[Diagnostic],
        output: &str,
        root: &Path,
    ) -> Self {
        let shown = diagnostics.len().min(MOST_DIAGNOSTICS);
        // Nobody should have to look for the errors below a page of warnings.
        let (errors, others): (Vec<_>, Vec<_>) =
            diagnostics.iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
        Self {
            succeeded,
            milliseconds: duration.as_millis() as u64,
            diagnostics: errors
                .into_iter()
                .chain(others)
                .take(shown)
                .map(|note| Note::new(note, root))
                .collect(),
            omitted: diagnostics.len() - shown,
            output: relative_text(cut(output, MOST_OUTPUT), root),
        }
    }

    /// A build that failed for a reason that is no diagnostic.
    pub fn failure(message: &str, hints: &[String], duration: Duration, root: &Path) -> Self {
        let mut report = Self::new(false, duration, &[], "", root);
        report.diagnostics.push(Note {
            severity: "error".to_owned(),
            message: relative_text(message, root),
            code: None,
            source: None,
            place: None,
            label: None,
            hints: hints.iter().map(|hint| relative_text(hint, root)).collect(),
            related: Vec::new(),
            excerpt: None,
        });
        report
    }

    /// Counts the diagnostics of a severity among those that are shown.
    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|note| note.severity == severity.as_str()).count()
    }

    /// What is remembered of the build, which made so many bytes.
    pub(super) fn history(&self, bytes: Option<u64>) -> HistoryNote {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        HistoryNote {
            at: at.as_millis() as u64,
            succeeded: self.succeeded,
            milliseconds: self.milliseconds,
            errors: self.count(Severity::Error),
            warnings: self.count(Severity::Warning),
            bytes,
        }
    }

    /// Whether the build succeeded.
    pub fn succeeded(&self) -> bool {
        self.succeeded
    }
}

impl Note {
    fn new(diagnostic: &Diagnostic, root: &Path) -> Self {
        Self {
            severity: diagnostic.severity.as_str().to_owned(),
            message: relative_text(&diagnostic.message, root),
            code: diagnostic.code.clone(),
            source: diagnostic.source.clone(),
            place: diagnostic.span.as_ref().map(|span| Place::new(span, root)),
            label: diagnostic.span.as_ref().and_then(|span| span.label.clone()),
            hints: diagnostic.hints.clone(),
            related: diagnostic
                .related
                .iter()
                .map(|span| Related { place: Place::new(span, root), label: span.label.clone() })
                .collect(),
            excerpt: diagnostic.span.as_ref().and_then(|span| Excerpt::read(span, root)),
        }
    }
}

impl Place {
    fn new(span: &Span, root: &Path) -> Self {
        Self {
            file: relative_path(&span.file, root),
            inside: absolute(&span.file, root).starts_with(root),
            line: span.start.line,
            column: span.start.column,
            end_line: span.end.map(|end| end.line),
            end_column: span.end.map(|end| end.column),
        }
    }
}

impl Excerpt {
    /// The lines around `span`, from files of the project only.
    fn read(span: &Span, root: &Path) -> Option<Self> {
        let file = absolute(&span.file, root);
        let metadata = fs_err::metadata(&file).ok()?;
        if !file.starts_with(root) || !metadata.is_file() || metadata.len() > LARGEST_SOURCE {
            return None;
        }
        let bytes = fs_err::read(&file).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let line = (span.start.line as usize).checked_sub(1)?;
        let first = line.saturating_sub(CONTEXT);
        let lines: Vec<String> = text
            .lines()
            .skip(first)
            .take(line - first + 1 + CONTEXT)
            .map(|line| line.chars().take(LONGEST_LINE).collect())
            .collect();
        (lines.len() > line - first).then_some(Self { first_line: first + 1, lines })
    }
}

fn absolute(file: &Path, root: &Path) -> PathBuf {
    root.join(file)
}

/// The file as the page may know it.
fn relative_path(file: &Path, root: &Path) -> String {
    let shown = match absolute(file, root).strip_prefix(root) {
        Ok(inside) => inside.to_owned(),
        Err(_) => file.file_name().map(PathBuf::from).unwrap_or_default(),
    };
    shown.to_string_lossy().into_owned()
}

fn relative_text(text: &str, root: &Path) -> String {
    let root = root.to_string_lossy();
    if root.len() < 2 {
        return text.to_owned();
    }
    text.replace(&format!("{root}{}", std::path::MAIN_SEPARATOR), "").replace(&*root, ".")
}

fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// The whole state, as sent to our page.
#[derive(Debug, Serialize)]
pub(super) struct State<'a> {
    #[serde(rename = "type")]
    pub(super) message: &'static str,
    pub(super) version: u32,
    pub(super) sequence: u64,
    pub(super) project: &'a str,
    pub(super) editor: &'a str,
    pub(super) building: bool,
    pub(super) progress: Option<&'a Progress>,
    pub(super) build: Option<&'a Report>,
    pub(super) history: &'a VecDeque<HistoryNote>,
    pub(super) program: Option<ProgramNote<'a>>,
    pub(super) app: Option<AppNote<'a>>,
}

/// The state as sent to the pages of a web app.
#[derive(Debug, Serialize)]
pub(super) struct AppState<'a> {
    #[serde(rename = "type")]
    pub(super) message: &'static str,
    pub(super) version: u32,
    pub(super) sequence: u64,
    pub(super) editor: &'a str,
    pub(super) building: bool,
    pub(super) build: Option<&'a Report>,
    pub(super) app: Option<AppContent<'a>>,
}

/// What the web app is made of.
#[derive(Debug, Serialize)]
pub(super) struct AppContent<'a> {
    pub(super) id: &'a str,
    pub(super) styles_id: String,
    pub(super) styles: BTreeMap<String, String>,
}

impl<'a> AppContent<'a> {
    /// An app that lives at `base`, of which `id` names all but its style sheets.
    pub(super) fn new(id: &'a str, styles: &StyleSheets, base: &Base) -> Self {
        let paths = styles.iter().map(|(path, hash)| (base.join(path), hash.to_owned()));
        Self { id, styles_id: styles.id(), styles: paths.collect() }
    }
}

/// The web app that is served on a port of its own.
#[derive(Debug, Serialize)]
pub(super) struct AppNote<'a> {
    pub(super) id: &'a str,
    pub(super) port: u16,
    /// The path that it lives below.
    pub(super) base: &'a str,
    pub(super) bytes: u64,
}

/// One build of this run.
#[derive(Debug, Clone, Serialize)]
pub(super) struct HistoryNote {
    /// When it ended, in milliseconds since 1970.
    pub(super) at: u64,
    pub(super) succeeded: bool,
    pub(super) milliseconds: u64,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// The size of what it made.
    pub(super) bytes: Option<u64>,
}

#[derive(Debug, Serialize)]
pub(super) struct ProgramNote<'a> {
    id: &'a str,
    name: &'a str,
    url: String,
    bytes: usize,
    args: &'a [String],
    env: &'a BTreeMap<String, String>,
    providers: Vec<&'a str>,
    memories: &'a [Memory],
}

impl<'a> ProgramNote<'a> {
    pub(super) fn new(program: &'a Program) -> Self {
        Self {
            id: program.id(),
            name: program.name(),
            url: program_url(program.id()),
            bytes: program.size(),
            args: program.args(),
            env: program.env(),
            providers: program.provider_names().collect(),
            memories: program.memories(),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasmrun_protocol::Position;

    use super::*;

    #[test]
    fn a_diagnostic_is_quoted_with_its_surroundings() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("main.c");
        fs_err::write(&file, "1\n2\n3\n4\n5\n6\n").unwrap();
        let span = Span::new(&file, Position::new(4, 1));
        let diagnostic = Diagnostic::new(Severity::Error, "no").with_span(span);
        let report = Report::new(false, Duration::ZERO, &[diagnostic], "", folder.path());
        let json = serde_json::to_value(&report).unwrap();
        let note = &json["diagnostics"][0];
        assert_eq!(note["place"]["file"], "main.c");
        assert_eq!(note["excerpt"]["first_line"], 2);
        assert_eq!(note["excerpt"]["lines"], serde_json::json!(["2", "3", "4", "5", "6"]));
    }

    #[test]
    fn errors_come_first_and_warnings_do_not_crowd_them_out() {
        let note = |severity, message: String| Diagnostic::new(severity, message);
        let mut diagnostics: Vec<Diagnostic> =
            (0..MOST_DIAGNOSTICS).map(|n| note(Severity::Warning, n.to_string())).collect();
        diagnostics.push(note(Severity::Error, "first".to_owned()));
        diagnostics.push(note(Severity::Error, "second".to_owned()));
        let report = Report::new(false, Duration::ZERO, &diagnostics, "", Path::new("/p"));
        let messages: Vec<&str> =
            report.diagnostics[..4].iter().map(|note| note.message.as_str()).collect();
        assert_eq!(messages, ["first", "second", "0", "1"]);
        assert_eq!((report.diagnostics.len(), report.omitted), (MOST_DIAGNOSTICS, 2));
    }

    #[test]
    fn files_outside_the_project_are_neither_named_in_full_nor_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let file = outside.path().join("secret.h");
        fs_err::write(&file, "secret\n").unwrap();
        let span = Span::new(&file, Position::new(1, 1));
        let diagnostic = Diagnostic::new(Severity::Note, "here").with_span(span);
        let report = Report::new(false, Duration::ZERO, &[diagnostic], "", folder.path());
        let json = serde_json::to_string(&report).unwrap();
        assert!(json.contains("\"secret.h\"") && json.contains("\"excerpt\":null"), "{json}");
        assert!(!json.contains(&*outside.path().to_string_lossy()), "{json}");
    }

    #[test]
    fn what_tools_say_names_the_project_by_relative_paths() {
        let report =
            Report::new(false, Duration::ZERO, &[], "in /p/q/main.c: no", Path::new("/p/q"));
        assert_eq!(report.output, "in main.c: no");
    }

    #[test]
    fn a_place_past_the_end_has_no_excerpt() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("a"), "1\n").unwrap();
        for line in [0, 9, u32::MAX] {
            let span = Span::new("a", Position::new(line, 1));
            assert!(Excerpt::read(&span, folder.path()).is_none(), "{line}");
        }
    }
}
