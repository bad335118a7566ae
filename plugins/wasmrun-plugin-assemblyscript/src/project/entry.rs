//! The source that is compiled, with what it imports.

use std::path::{Path, PathBuf};

/// Where it is looked for, in this order.
const ENTRIES: [&str; 6] =
    ["assembly/index.ts", "assembly/main.ts", "src/index.ts", "src/main.ts", "index.ts", "main.ts"];

/// The entry, relative to the project: the one that was named, or the first that is there.
pub(crate) fn find_entry(root: &Path, named: Option<PathBuf>) -> Option<PathBuf> {
    if named.is_some() {
        return named;
    }
    ENTRIES.iter().map(PathBuf::from).find(|entry| root.join(entry).is_file())
}
