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

/// The diagnostic of a tool that failed without a word that could be read.
pub(super) fn unexplained(what: &str, output: &ToolOutput) -> Diagnostic {
    let message = format!("{what} failed ({})", output.status);
    Diagnostic::new(Severity::Error, &message)
        .with_rendered(format!("error: {message}\n{}", output.stderr))
}

/// The diagnostic of a program that was linked without a `main`.
pub(super) fn no_main() -> Diagnostic {
    let message = "the program has no `main`";
    Diagnostic::new(Severity::Error, message)
        .with_hints(["define it in one of the sources: int main(void) { return 0; }"])
}
