//! Tells the host what compilers say, each thing once.

use std::collections::HashSet;
use std::path::PathBuf;

use wasmrun_plugin_sdk::{Context, Diagnostic, Position, Severity, ToolOutput};

/// Diagnostics told so far in one build.
#[derive(Default)]
pub(super) struct Report {
    told: HashSet<(String, Option<(PathBuf, Position)>)>,
}

impl Report {
    /// Tells a diagnostic, unless another file's compilation said the same of the same place: a
    /// header's warnings come once for each of its users.
    pub(super) fn tell(&mut self, cx: &Context, diagnostic: &Diagnostic) {
        let place = diagnostic.span.as_ref().map(|span| (span.file.clone(), span.start));
        if self.told.insert((diagnostic.message.clone(), place)) {
            cx.diagnostic(diagnostic.clone());
        }
    }
}

/// Tells all diagnostics of a step.
pub(super) fn tell<'a>(cx: &Context, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) {
    let mut report = Report::default();
    for diagnostic in diagnostics {
        report.tell(cx, diagnostic);
    }
}

/// Longest part of a tool's output that is shown: its end says why it failed.
const MAX_SHOWN_BYTES: usize = 32 * 1024;

/// The diagnostic of a tool that failed without a word that could be read: all that it wrote.
pub(super) fn unexplained(what: &str, output: &ToolOutput) -> Diagnostic {
    unexplained_but_for(what, output, None)
}

/// The same, with what else the reason may be.
pub(super) fn unexplained_but_for(
    what: &str,
    output: &ToolOutput,
    hint: Option<&str>,
) -> Diagnostic {
    let message = format!("{what} failed ({})", output.status);
    let [stdout, stderr] = [&output.stdout, &output.stderr].map(|text| end_of(text));
    let hint = hint.map_or(String::new(), |hint| format!("hint: {hint}\n"));
    Diagnostic::new(Severity::Error, &message)
        .with_rendered(format!("error: {message}\n{stdout}{stderr}{hint}"))
}

/// The last lines of a text.
fn end_of(text: &str) -> &str {
    let start = text.len().saturating_sub(MAX_SHOWN_BYTES);
    if start == 0 {
        return text;
    }
    // A line end is one byte, so this is no part of a character.
    text.as_bytes()[start..]
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or("", |line_end| &text[start + line_end + 1..])
}

/// The diagnostic of a program that was linked without a `main`.
pub(super) fn no_main() -> Diagnostic {
    let message = "the program has no `main`";
    Diagnostic::new(Severity::Error, message)
        .with_hints(["define it in one of the sources: `int main(void) { return 0; }`"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_long_output_the_last_whole_lines_are_shown() {
        assert_eq!(end_of("short\n"), "short\n");
        let text = "ä line of some length\n".repeat(MAX_SHOWN_BYTES);
        let shown = end_of(&text);
        assert!(shown.len() <= MAX_SHOWN_BYTES && shown.starts_with("ä line"));
    }
}
