//! A compiler's own drawing, for our terminal: paths from the current folder, severities in colour.

use std::path::Path;

use anstyle::Style;
use wasmrun_protocol::Span;

use super::line;

/// The words that compilers begin a message with.
const SEVERITIES: [(&str, Style); 4] = [
    ("fatal error: ", line::ERROR),
    ("error: ", line::ERROR),
    ("warning: ", line::WARNING),
    ("note: ", line::NOTE),
];

/// The drawing `text`, which is about `spans`, as it is shown to somebody in `folder`.
pub(super) fn adapt(text: &str, spans: &[&Span], folder: &Path) -> String {
    text.split_inclusive('\n').map(|line| color(&relocate(line, spans, folder))).collect()
}

/// `file` as it is named from `folder`, if it lies in it.
pub(super) fn shorten(file: &Path, folder: &Path) -> String {
    file.strip_prefix(folder).unwrap_or(file).to_string_lossy().into_owned()
}

/// Renames the file in a line that begins with `FILE:LINE:`. The compiler may have run elsewhere,
/// so only a file that a span names as well is sure to be the one.
fn relocate(line: &str, spans: &[&Span], folder: &Path) -> String {
    let Some((file, rest)) = line.split_once(':') else { return line.to_owned() };
    let number = rest.split(':').next().unwrap_or_default();
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return line.to_owned();
    }
    let mut files = spans.iter().map(|span| span.file.as_path());
    match files.find(|named| named.ends_with(file)) {
        Some(named) => format!("{}:{rest}", shorten(named, folder)),
        None => line.to_owned(),
    }
}

/// Colours the severity in a line that has no colours yet.
fn color(line: &str) -> String {
    if line.contains('\u{1b}') {
        return line.to_owned();
    }
    let found = SEVERITIES.iter().find_map(|(word, style)| {
        let start = if line.starts_with(word) { 0 } else { line.find(&format!(": {word}"))? + 2 };
        Some((start, word.trim_end_matches(": "), style))
    });
    let Some((start, word, style)) = found else { return line.to_owned() };
    format!("{}{style}{word}{style:#}{}", &line[..start], &line[start + word.len()..])
}

#[cfg(test)]
mod tests {
    use wasmrun_protocol::Position;

    use super::*;

    #[test]
    fn files_are_named_from_the_current_folder_and_severities_coloured() {
        let span = Span::new("/home/me/game/src/main.c", Position::new(3, 7));
        let adapted = |text: &str, folder: &str| adapt(text, &[&span], Path::new(folder));
        let text = "src/main.c:3:7: error: no `x`\n    3 | x;\nlib.c:1:1: odd\n";
        let near = adapted(text, "/home/me");
        assert!(near.contains("\u{1b}["), "{near}");
        let plain = |text: &str| anstream::adapter::strip_str(text).to_string();
        let moved = text.replace("src/main.c", "game/src/main.c");
        assert_eq!(plain(&near), moved);
        let moved = text.replace("src/main.c", "/home/me/game/src/main.c");
        assert_eq!(plain(&adapted(text, "/elsewhere")), moved);
        assert_eq!(adapted("\u{1b}[1merror: x\u{1b}[0m", "/"), "\u{1b}[1merror: x\u{1b}[0m");
        for text in ["", ":", "::1:", "terror: x", "a:b: c"] {
            assert_eq!(adapted(text, "/"), text);
        }
    }
}
