//! The line of a source that a backtrace is about.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use wasmrun_runtime::SourceLocation;

use super::debug_file::DebugFile;

/// How much of a source is read at most.
const MAX_SOURCE: u64 = 16 << 20;

/// A line that is longer is no help.
const MAX_LINE: usize = 400;

/// A line with its number, and a column in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    number: u32,
    text: String,
    /// From 1.
    column: Option<u32>,
}

impl Excerpt {
    /// The line of `place`, if its file is there and may be shown.
    pub(super) fn read(place: &SourceLocation, file: &DebugFile) -> Option<Self> {
        let source = file.folder().join(place.file.as_deref()?);
        let number = place.line.filter(|number| *number > 0)?;
        if !source.is_file() || !file.may_show(&source) {
            return None;
        }
        let text = line(&source, number)?;
        Some(Self { number, text, column: place.column.filter(|column| *column > 0) })
    }

    /// The line as it is drawn below a frame, with a mark under the column.
    pub(super) fn lines(&self) -> Vec<String> {
        let number = self.number.to_string();
        let margin = " ".repeat(number.len());
        let mut lines = vec![format!("   {number} | {}", self.text)];
        if let Some(column) = self.column {
            // Tabs stay tabs, so that the mark stands where the terminal puts the text.
            let before = self.text.chars().take(column as usize - 1);
            let blank: String = before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            lines.push(format!("   {margin} | {blank}^"));
        }
        lines
    }
}

fn line(source: &Path, number: u32) -> Option<String> {
    let reader = BufReader::new(File::open(source).ok()?.take(MAX_SOURCE));
    let line = reader.lines().nth(number as usize - 1)?.ok()?;
    let text = line.trim_end();
    (!text.trim_start().is_empty() && text.len() <= MAX_LINE).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_the_column_also_behind_tabs() {
        let excerpt = Excerpt { number: 12, text: "\treturn a / b;".to_owned(), column: Some(11) };
        assert_eq!(excerpt.lines(), ["   12 | \treturn a / b;", "      | \t         ^"]);
        let excerpt = Excerpt { column: None, ..excerpt };
        assert_eq!(excerpt.lines(), ["   12 | \treturn a / b;"]);
    }

    #[test]
    fn only_a_line_that_is_there_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a.c");
        fs_err::write(&source, format!("int x;\n\n{}\n", "x".repeat(MAX_LINE + 1))).unwrap();
        assert_eq!(line(&source, 1).as_deref(), Some("int x;"));
        assert_eq!([2, 3, 4].map(|number| line(&source, number)), [None, None, None]);
    }
}
