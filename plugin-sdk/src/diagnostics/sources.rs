//! The sources that diagnostics speak of, read to translate columns.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use wasmrun_protocol::{Position, Span};

/// What a tool counts when it gives a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnUnit {
    /// Bytes of UTF-8, as clang and Go do.
    #[default]
    Bytes,
    /// Unicode scalar values, as the protocol and rustc do.
    Characters,
    /// Units of UTF-16, as what is written in JavaScript does.
    Utf16Units,
}

/// Turns places in a tool's own words into spans.
#[derive(Debug)]
pub(super) struct Locator {
    /// Where the tool ran: relative paths start here.
    directory: PathBuf,
    pub(super) columns: ColumnUnit,
    sources: Sources,
}

impl Locator {
    pub(super) fn new(directory: impl Into<PathBuf>, columns: ColumnUnit) -> Self {
        Self { directory: directory.into(), columns, sources: Sources::default() }
    }

    /// A place; `column` counts from 1 as the tool does, and 0 is none.
    pub(super) fn span(&mut self, file: &str, line: u32, column: u32) -> Span {
        // Go writes `./main.go`; components leave such a dot out.
        let file: PathBuf = self.directory.join(file).components().collect();
        let column = self.sources.character_column(&file, line, column.max(1), self.columns);
        Span::new(file, Position::new(line, column))
    }
}

/// A larger file is not read; its columns stay as they are.
const MAX_SOURCE_BYTES: u64 = 16 * 1024 * 1024;

/// Sources that were read already; `None` for one that cannot be read.
#[derive(Debug, Default)]
pub(super) struct Sources(HashMap<PathBuf, Option<Vec<u8>>>);

impl Sources {
    /// Turns a column in these units, from 1, into one in Unicode scalar values.
    ///
    /// Stays as it is where the source is not available; a column beyond the end of the line
    /// becomes the one after its last character.
    fn character_column(&mut self, file: &Path, line: u32, column: u32, unit: ColumnUnit) -> u32 {
        let width = match unit {
            ColumnUnit::Characters => return column,
            ColumnUnit::Bytes => char::len_utf8,
            ColumnUnit::Utf16Units => char::len_utf16,
        };
        let source = self.0.entry(file.to_owned()).or_insert_with(|| read(file));
        let line = source.as_ref().and_then(|text| {
            text.split(|&byte| byte == b'\n').nth(line.saturating_sub(1) as usize)
        });
        let Some(line) = line else { return column };
        let mut units = 1;
        let line = String::from_utf8_lossy(line);
        let before = line.chars().take_while(|character| {
            let is_before = units < column as usize;
            units += width(*character);
            is_before
        });
        u32::try_from(before.count()).map_or(column, |characters| characters.saturating_add(1))
    }
}

fn read(file: &Path) -> Option<Vec<u8>> {
    // A pipe or device named in a diagnostic must not block the plugin.
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut text = Vec::new();
    let mut source = File::open(file).ok()?.take(MAX_SOURCE_BYTES + 1);
    let length = source.read_to_end(&mut text).ok()?;
    (length as u64 <= MAX_SOURCE_BYTES).then_some(text)
}
