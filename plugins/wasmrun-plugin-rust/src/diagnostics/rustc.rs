//! rustc's own diagnostics, whole: place, related places, suggestions, drawing.

use std::path::Path;

use cargo_metadata::diagnostic::{
    Diagnostic as Said, DiagnosticLevel as Level, DiagnosticSpan as Place,
};
use wasmrun_plugin_sdk::{Diagnostic, Position, Severity, Span};

/// What rustc said, as a diagnostic; `None` for sums such as "aborting due to 2 previous errors".
///
/// Paths are relative to the workspace's root.
pub(crate) fn translate(said: &Said, workspace: &Path) -> Option<Diagnostic> {
    if is_summary(said) {
        return None;
    }
    let mut diagnostic = Diagnostic::new(severity(said.level), &said.message).with_source("rustc");
    if let Some(code) = &said.code {
        diagnostic = diagnostic.with_code(&code.code);
    }
    if let Some(rendered) = &said.rendered {
        diagnostic = diagnostic.with_rendered(rendered);
    }
    if let Some(place) = said.spans.iter().find(|place| place.is_primary) {
        diagnostic = diagnostic.with_span(span(place, workspace));
    }
    let secondary = said.spans.iter().filter(|place| !place.is_primary);
    let mut related: Vec<Span> = secondary.map(|place| span(place, workspace)).collect();
    let mut hints = Vec::new();
    for child in &said.children {
        if child.level == Level::Help {
            hints.push(hint(child));
        } else {
            related.extend(child.spans.iter().map(|place| {
                let span = span(place, workspace);
                if span.label.is_some() { span } else { span.with_label(&child.message) }
            }));
        }
    }
    Some(diagnostic.with_related(related).with_hints(hints))
}

fn is_summary(said: &Said) -> bool {
    let is_sum = said.message.starts_with("aborting due to")
        || said.message.ends_with(" emitted")
        || said.level == Level::FailureNote;
    is_sum && said.spans.is_empty() && said.code.is_none()
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Error | Level::Ice => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Help => Severity::Help,
        _ => Severity::Note,
    }
}

/// The place in the project: of what a macro from elsewhere made, where the macro is used.
fn span(place: &Place, workspace: &Path) -> Span {
    let mut shown = place;
    while let Some(expansion) = &shown.expansion
        && is_foreign(&shown.file_name, workspace)
    {
        shown = &expansion.span;
    }
    let position = |line, column| {
        Position::new(u32::try_from(line).unwrap_or(1), u32::try_from(column).unwrap_or(1))
    };
    let span =
        Span::new(workspace.join(&shown.file_name), position(shown.line_start, shown.column_start))
            .with_end(position(shown.line_end, shown.column_end));
    match place.label.as_ref().or(shown.label.as_ref()) {
        Some(label) => span.with_label(label),
        None => span,
    }
}

fn is_foreign(file: &str, workspace: &Path) -> bool {
    let path = Path::new(file);
    file.starts_with('<') || (path.is_absolute() && !path.starts_with(workspace))
}

/// A help message, with what it proposes to write.
fn hint(child: &Said) -> String {
    let mut replacements =
        child.spans.iter().filter_map(|place| place.suggested_replacement.as_deref());
    match (replacements.next(), replacements.next()) {
        (Some(only), None) if !only.trim().is_empty() => {
            let quoted = format!("`{}`", only.trim());
            if child.message.contains(&quoted) {
                child.message.clone()
            } else {
                format!("{}: {quoted}", child.message)
            }
        }
        _ => child.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MISSING: &str = r#"{"message":"cannot find value `nmae` in this scope","code":{"code":"E0425","explanation":null},"level":"error","spans":[{"file_name":"src/main.rs","byte_start":0,"byte_end":4,"line_start":3,"line_end":3,"column_start":15,"column_end":19,"is_primary":true,"text":[],"label":"not found","suggested_replacement":null,"suggestion_applicability":null,"expansion":null}],"children":[{"message":"a local variable with a similar name exists","code":null,"level":"help","spans":[{"file_name":"src/main.rs","byte_start":0,"byte_end":4,"line_start":3,"line_end":3,"column_start":15,"column_end":19,"is_primary":true,"text":[],"label":null,"suggested_replacement":"name","suggestion_applicability":"MaybeIncorrect","expansion":null}],"children":[],"rendered":null}],"rendered":"drawing"}"#;

    #[test]
    fn nothing_of_what_rustc_says_is_lost() {
        let said: Said = serde_json::from_str(MISSING).unwrap();
        let diagnostic = translate(&said, Path::new("/p")).unwrap();
        assert_eq!(diagnostic.code.as_deref(), Some("E0425"));
        assert_eq!(diagnostic.rendered.as_deref(), Some("drawing"));
        assert_eq!(diagnostic.hints, ["a local variable with a similar name exists: `name`"]);
        let span = diagnostic.span.unwrap();
        assert_eq!(span.file, Path::new("/p/src/main.rs"));
        assert_eq!((span.start, span.end), (Position::new(3, 15), Some(Position::new(3, 19))));
        assert_eq!(span.label.as_deref(), Some("not found"));
    }

    #[test]
    fn sums_are_left_out() {
        let sum = r#"{"message":"aborting due to 1 previous error","code":null,"level":"error","spans":[],"children":[],"rendered":""}"#;
        assert_eq!(translate(&serde_json::from_str(sum).unwrap(), Path::new("/p")), None);
    }
}
