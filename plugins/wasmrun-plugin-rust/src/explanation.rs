//! What cargo itself says of a project that it cannot build, as a diagnostic.

use std::path::Path;

use wasmrun_plugin_sdk::{Diagnostic, Position, Severity, Span};

/// The diagnostic of a cargo that failed in this folder and wrote this to its standard error.
pub(crate) fn explain(said: &str, root: &Path) -> Diagnostic {
    let start = said.find("error: ").unwrap_or(0);
    let explanation = &said[start..];
    let message = explanation.lines().next().unwrap_or_default();
    let message = message.trim_start_matches("error: ").trim_end_matches('.');
    let message = if message.is_empty() { "cargo failed" } else { message };
    let diagnostic = Diagnostic::new(Severity::Error, message).with_source("cargo");
    let diagnostic = diagnostic.with_rendered(explanation);
    match explanation.lines().find_map(|line| place(line, root)) {
        Some(span) => diagnostic.with_span(span),
        None => diagnostic,
    }
}

/// The place in a line such as ` --> Cargo.toml:4:9`.
fn place(line: &str, root: &Path) -> Option<Span> {
    let (_, place) = line.split_once("--> ")?;
    let mut parts = place.trim().rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let file = Path::new(parts.next()?);
    // cargo names the manifest from the folder in which it runs.
    Some(Span::new(root.join(file), Position::new(line, column)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_in_a_manifest_is_found() {
        let said = "    Updating index\nerror: invalid table header\n --> Cargo.toml:4:9\n  |\n";
        let diagnostic = explain(said, Path::new("/p"));
        assert_eq!(diagnostic.message, "invalid table header");
        let span = diagnostic.span.unwrap();
        assert_eq!(
            (span.file.as_path(), span.start),
            (Path::new("/p/Cargo.toml"), Position::new(4, 9))
        );
    }

    #[test]
    fn silence_is_a_failure_too() {
        assert_eq!(explain("", Path::new("/p")).message, "cargo failed");
    }
}
