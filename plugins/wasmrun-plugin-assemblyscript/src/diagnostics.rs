//! What the compiler says, as diagnostics.

use std::path::Path;

use wasmrun_plugin_sdk::{Diagnostic, Position, Severity, Span};

/// The diagnostics in what the compiler wrote, which ran in `root`.
///
/// The compiler writes a line `ERROR TS2304: message`, a drawing, and `└─ in file(line,column)`.
pub(crate) fn read(said: &str, root: &Path) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for line in said.lines() {
        if let Some(next) = header(line) {
            found.push(next);
        } else if line.starts_with("FAILURE ") || line.starts_with("WARNING ") {
            let is_sum = line.ends_with(" error(s)");
            if !is_sum {
                let message = line.split_once(' ').map_or(line, |(_, message)| message);
                found.push(diagnostic(severity(line), message));
            }
        } else if let Some(current) = found.last_mut() {
            continue_with(current, line, root);
        }
    }
    found
}

fn continue_with(current: &mut Diagnostic, line: &str, root: &Path) {
    if let Some(rendered) = &mut current.rendered
        && !line.is_empty()
    {
        rendered.push_str(line);
        rendered.push('\n');
    }
    let Some(span) = place(line, root) else { return };
    // What is at fault in a library is so because of how the project uses it.
    if current.span.is_none() && span.file.is_file() {
        current.span = Some(span);
    } else if span.file.is_file() {
        current.related.push(span);
    }
}

fn header(line: &str) -> Option<Diagnostic> {
    let (kind, rest) = line.split_once(' ')?;
    let (code, message) = rest.split_once(": ")?;
    let is_code = code.len() > 2
        && (code.starts_with("TS") || code.starts_with("AS"))
        && code[2..].bytes().all(|byte| byte.is_ascii_digit());
    (is_code && ["ERROR", "WARNING", "INFO", "PEDANTIC"].contains(&kind)).then(|| {
        let diagnostic = diagnostic(severity(kind), message).with_code(code);
        diagnostic.with_rendered(format!("{line}\n"))
    })
}

fn severity(line: &str) -> Severity {
    if line.starts_with("ERROR") || line.starts_with("FAILURE") {
        Severity::Error
    } else if line.starts_with("INFO") {
        Severity::Note
    } else {
        Severity::Warning
    }
}

fn diagnostic(severity: Severity, message: &str) -> Diagnostic {
    Diagnostic::new(severity, message).with_source("asc")
}

/// The place in a line such as `   └─ in assembly/index.ts(3,13)`.
fn place(line: &str, root: &Path) -> Option<Span> {
    let (_, place) = line.split_once("─ in ")?;
    let (file, numbers) = place.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let (line, column) = numbers.split_once(',')?;
    let (line, column): (u32, u32) = (line.parse().ok()?, column.parse().ok()?);
    let file = root.join(file);
    let column = in_characters(&file, line, column);
    Some(Span::new(file, Position::new(line, column)))
}

/// A column in characters; the compiler counts units of UTF-16.
fn in_characters(file: &Path, line: u32, column: u32) -> u32 {
    let text = fs_err::read_to_string(file).unwrap_or_default();
    let Some(line) = text.lines().nth(line.saturating_sub(1) as usize) else { return column };
    let (mut units, mut characters) = (1, 1);
    for character in line.chars() {
        if units >= column {
            break;
        }
        units += character.len_utf16() as u32;
        characters += 1;
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_codes_are_found() {
        let root = tempfile::tempdir().unwrap();
        fs_err::write(root.path().join("main.ts"), "let x = \"𝄞é\"; nmae\n").unwrap();
        let said = "ERROR TS2304: Cannot find name 'nmae'.\n   :\n 1 │ let x = \"𝄞é\"; nmae\n   │               ~~~~\n   └─ in main.ts(1,16)\n\nFAILURE 1 compile error(s)\n";
        let [error] = read(said, root.path()).try_into().unwrap();
        assert_eq!(error.code.as_deref(), Some("TS2304"));
        assert_eq!(error.span.unwrap().start, Position::new(1, 15));
        assert!(error.rendered.unwrap().ends_with("└─ in main.ts(1,16)\n"));
    }

    #[test]
    fn what_has_no_code_is_told_too() {
        let said = "FAILURE Asconfig is not valid json: asconfig.json\n";
        let [error] = read(said, Path::new("/p")).try_into().unwrap();
        assert_eq!(error.message, "Asconfig is not valid json: asconfig.json");
        assert_eq!(error.severity, Severity::Error);
    }
}
