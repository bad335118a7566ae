//! The sources that diagnostics speak of, read to translate columns.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a tool counts when it gives a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnUnit {
    /// Bytes of UTF-8, as clang and Go do.
    #[default]
    Bytes,
    /// Unicode scalar values, as the protocol does.
    Characters,
}

/// A larger file is not read; its columns stay as they are.
const MAX_SOURCE_BYTES: u64 = 16 * 1024 * 1024;

/// Sources that were read already; `None` for one that cannot be read.
#[derive(Debug, Default)]
pub(super) struct Sources(HashMap<PathBuf, Option<Vec<u8>>>);

impl Sources {
    /// Turns a column in bytes, from 1, into one in Unicode scalar values.
    ///
    /// Stays as it is where the source is not available; a column beyond the end of the line
    /// becomes the one after its last character.
    pub(super) fn character_column(&mut self, file: &Path, line: u32, column: u32) -> u32 {
        let source = self.0.entry(file.to_owned()).or_insert_with(|| read(file));
        let line = source.as_ref().and_then(|text| {
            text.split(|&byte| byte == b'\n').nth(line.saturating_sub(1) as usize)
        });
        let Some(line) = line else { return column };
        let before = &line[..line.len().min(column.saturating_sub(1) as usize)];
        // Every byte but those that continue a character begins one.
        let characters = before.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
        u32::try_from(characters).map_or(column, |characters| characters.saturating_add(1))
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
