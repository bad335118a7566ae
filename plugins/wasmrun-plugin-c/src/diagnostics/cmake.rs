//! What CMake says about its own files, and about how it was called.

use std::path::Path;

use wasmrun_plugin_sdk::{Diagnostic, Position, Severity, Span};

use super::hints;

const ERROR: &str = "CMake Error";
const CALLERS: &str = "Call Stack (most recent call first):";

/// The errors in what CMake wrote: a line with the place, the message below it, indented, and who called, if that is another file.
/// An error without a place has its message in the first line.
pub(crate) fn parse(said: &str, root: &Path) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut lines = said.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix(ERROR) else { continue };
        let mut message = Vec::new();
        let mut places = Vec::new();
        match rest.strip_prefix(" at ").or_else(|| rest.strip_prefix(" in ")) {
            Some(place) => places.extend(span(place, root)),
            None => message.extend(rest.strip_prefix(": ")),
        }
        let is_below = |line: &&str| line.is_empty() || line.starts_with(' ') || *line == CALLERS;
        let mut into_callers = false;
        while let Some(text) = lines.next_if(is_below) {
            match text.trim() {
                "" if into_callers => break,
                "" => {}
                CALLERS => into_callers = true,
                caller if into_callers => places.extend(span(caller, root)),
                words => message.push(words),
            }
        }
        let diagnostic = Diagnostic::new(Severity::Error, message.join(" ")).with_source("cmake");
        let hints: Vec<_> = hints::about(&diagnostic.message).into_iter().collect();
        let diagnostic = diagnostic.with_hints(hints);
        // Of CMake's own modules nobody wants to know the lines.
        let own = places.iter().position(|place| place.file.starts_with(root)).unwrap_or(0);
        found.push(match places.into_iter().nth(own) {
            Some(place) => diagnostic.with_span(place),
            None => diagnostic,
        });
    }
    found
}

/// `lib/CMakeLists.txt:7 (add_executable):`, or less of it.
fn span(place: &str, root: &Path) -> Option<Span> {
    let place = place.split(" (").next()?.trim_end_matches(':');
    let (file, line) = place.rsplit_once(':').unwrap_or((place, "1"));
    Some(Span::new(root.join(file), Position::new(line.parse().unwrap_or(1), 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, message: &str, place: Option<(&str, u32)>) -> Diagnostic {
        let [only] = parse(said, Path::new("/p")).try_into().unwrap();
        assert_eq!(only.message, message);
        let span = only.span.as_ref().map(|span| (span.file.to_str().unwrap(), span.start.line));
        assert_eq!(span, place);
        only
    }

    #[test]
    fn a_message_may_have_paragraphs() {
        let said = "-- Found\nCMake Error at lib/CMakeLists.txt:7 (add_executable):\n  Cannot find source \
                    file:\n\n    nix.c\n\n\n-- Configuring incomplete, errors occurred!\n";
        check(said, "Cannot find source file: nix.c", Some(("/p/lib/CMakeLists.txt", 7)));
    }

    #[test]
    fn of_an_error_in_cmakes_modules_the_project_is_told_who_called() {
        let said = "CMake Error at /usr/share/cmake/FindPackage.cmake:230 (message):\n  Could NOT find \
                    Boost\nCall Stack (most recent call first):\n  /usr/share/cmake/FindBoost.cmake:9 \
                    (find)\n  /p/CMakeLists.txt:4 (find_package)\n\n\n";
        check(said, "Could NOT find Boost", Some(("/p/CMakeLists.txt", 4)));
    }

    #[test]
    fn an_error_may_have_no_place() {
        let said = "CMake Error: CMake was unable to find a build program corresponding to \"Ninja\".  \
                    Select another.\nCMake Warning:\n  unused\n";
        let message =
            "CMake was unable to find a build program corresponding to \"Ninja\".  Select another.";
        assert_eq!(check(said, message, None).hints.len(), 1);
        let said = "CMake Error: Parse error in command line argument: FOO\n Should be: VAR:type=value\n\n";
        check(said, "Parse error in command line argument: FOO Should be: VAR:type=value", None);
    }
}
