//! The first line of a diagnostic: `file:line:column: severity: message [-Wname]`.

use wasmrun_plugin_sdk::Severity;

const SEVERITIES: [(&str, Severity); 5] = [
    ("fatal error: ", Severity::Error),
    ("error: ", Severity::Error),
    ("warning: ", Severity::Warning),
    ("note: ", Severity::Note),
    ("remark: ", Severity::Note),
];

/// A first line, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) origin: Origin<'a>,
    pub(super) severity: Severity,
    pub(super) message: &'a str,
    /// The name of the warning, as `-Wname`.
    pub(super) code: Option<&'a str>,
}

/// What stands before the severity.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Origin<'a> {
    /// A place. The column counts bytes and starts at 1.
    Place { file: &'a str, line: u32, column: u32 },
    /// The tool's name, and perhaps the file that it talks about.
    Tool(&'a str),
    /// Nothing.
    None,
}

impl<'a> Header<'a> {
    /// Takes a line apart, if it is the first of a diagnostic.
    pub(super) fn parse(line: &'a str) -> Option<Self> {
        let (prefix, severity, rest) = split_at_severity(line)?;
        let origin = if prefix.is_empty() {
            Origin::None
        } else {
            match place(prefix) {
                Some(place) => place,
                // Anything may stand before a colon; only a tool's name has no blanks in it.
                None if prefix.contains(' ') => return None,
                None => Origin::Tool(prefix),
            }
        };
        let (message, code) = split_code(rest);
        Some(Self { origin, severity, message, code })
    }
}

/// The first severity in the line that stands at its beginning or after `: `.
fn split_at_severity(line: &str) -> Option<(&str, Severity, &str)> {
    SEVERITIES
        .iter()
        .filter_map(|&(word, severity)| {
            if let Some(rest) = line.strip_prefix(word) {
                return Some((0, ("", severity, rest)));
            }
            let (prefix, rest) = line.split_once(&format!(": {word}"))?;
            Some((prefix.len(), (prefix, severity, rest)))
        })
        .min_by_key(|&(at, _)| at)
        .map(|(_, parts)| parts)
}

fn place(prefix: &str) -> Option<Origin<'_>> {
    let (rest, last) = prefix.rsplit_once(':')?;
    let last: u32 = last.parse().ok()?;
    match rest.rsplit_once(':').map(|(file, line)| (file, line.parse::<u32>())) {
        Some((file, Ok(line))) => Some(Origin::Place { file, line, column: last }),
        _ => Some(Origin::Place { file: rest, line: last, column: 1 }),
    }
}

/// Splits ` [-Werror,-Wname]` off.
fn split_code(text: &str) -> (&str, Option<&str>) {
    let split = text.strip_suffix(']').and_then(|text| text.rsplit_once(" [-W"));
    match split {
        Some((message, names)) if !names.contains(' ') => {
            let start = message.len() + " [".len();
            let names = &text[start..text.len() - 1];
            (message, Some(names.rsplit(',').next().unwrap_or(names)))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        line: &str,
        origin: Origin<'_>,
        severity: Severity,
        message: &str,
        code: Option<&str>,
    ) {
        assert_eq!(Header::parse(line), Some(Header { origin, severity, message, code }));
    }

    #[test]
    fn places_have_files_lines_and_columns() {
        let place = Origin::Place { file: "src/ä b.c", line: 3, column: 42 };
        check("src/ä b.c:3:42: error: no: way", place, Severity::Error, "no: way", None);
        let place = Origin::Place { file: "C:\\x.c", line: 3, column: 4 };
        check("C:\\x.c:3:4: fatal error: x", place, Severity::Error, "x", None);
        let place = Origin::Place { file: "x.c", line: 3, column: 1 };
        check("x.c:3: warning: x", place, Severity::Warning, "x", None);
    }

    #[test]
    fn warnings_have_names() {
        let place = || Origin::Place { file: "a.c", line: 1, column: 2 };
        let line = "a.c:1:2: warning: unused [-Wunused]";
        check(line, place(), Severity::Warning, "unused", Some("-Wunused"));
        let line = "a.c:1:2: error: unused [-Werror,-Wunused]";
        check(line, place(), Severity::Error, "unused", Some("-Wunused"));
        let line = "a.c:1:2: error: no array[-W]";
        check(line, place(), Severity::Error, "no array[-W]", None);
    }

    #[test]
    fn tools_speak_for_themselves() {
        let tool = Origin::Tool("wasm-ld");
        check("wasm-ld: error: m.o: x", tool, Severity::Error, "m.o: x", None);
        check("error: no such flag", Origin::None, Severity::Error, "no such flag", None);
    }

    #[test]
    fn the_first_severity_counts() {
        let place = Origin::Place { file: "a.c", line: 1, column: 2 };
        check("a.c:1:2: warning: say error: 3", place, Severity::Warning, "say error: 3", None);
    }

    #[test]
    fn other_lines_are_no_headers() {
        for line in [
            "",
            "    3 | int x = ;",
            "1 error generated.",
            "In file included from q.c:1:",
            "make: *** [Makefile:2: all] Error 1",
            "the log says: error: nothing",
        ] {
            assert_eq!(Header::parse(line), None, "{line}");
        }
    }
}
