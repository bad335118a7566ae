//! Lines of source files, to turn a compiler's byte columns into characters.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::Position;

/// Source files read so far. One that cannot be read counts as empty.
#[derive(Default)]
pub(super) struct SourceLines(HashMap<PathBuf, String>);

impl SourceLines {
    /// The place of a byte column in Unicode scalar values; both count from 1. Where the line is not
    /// known, the column is taken as it is.
    pub(super) fn position(&mut self, file: &Path, line: u32, byte_column: u32) -> Position {
        let before = byte_column.saturating_sub(1) as usize;
        let column = self.line(file, line).map_or(byte_column, |text| {
            let inside = text.char_indices().take_while(|(at, _)| *at < before).count();
            let beyond = before.saturating_sub(text.len());
            (inside + beyond + 1) as u32
        });
        Position::new(line.max(1), column.max(1))
    }

    fn line(&mut self, file: &Path, line: u32) -> Option<&str> {
        let text = self.0.entry(file.to_path_buf()).or_insert_with(|| {
            let bytes = fs::read(file).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        });
        text.lines().nth((line as usize).checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.c");
        fs::write(&file, "int a;\nchar *s = \"äö\"; x\n").unwrap();
        let mut lines = SourceLines::default();
        assert_eq!(lines.position(&file, 1, 5), Position::new(1, 5));
        assert_eq!(lines.position(&file, 2, 19), Position::new(2, 17));
        assert_eq!(lines.position(&file, 2, 30), Position::new(2, 28), "beyond the line");
    }

    #[test]
    fn where_there_is_no_line_the_column_stays() {
        let mut lines = SourceLines::default();
        assert_eq!(lines.position(Path::new("/does/not/exist.c"), 7, 9), Position::new(7, 9));
        assert_eq!(lines.position(Path::new("/does/not/exist.c"), 0, 0), Position::new(1, 1));
    }
}
