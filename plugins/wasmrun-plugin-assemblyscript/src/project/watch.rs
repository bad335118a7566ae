//! Which files a build reads.

use std::io;
use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::WatchSpec;

/// What to watch. A page may ask for a file of any kind.
pub(crate) fn watch(root: &Path) -> WatchSpec {
    WatchSpec::new([root]).with_ignore([".*/**", "node_modules/**", "build/**"])
}

/// Every source and settings file of the project, sorted.
pub(crate) fn inputs(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(root, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") || name == "node_modules" || name == "build" {
            continue;
        }
        let path = entry.path();
        // A link to a folder may go round in a circle.
        if entry.file_type()?.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "ts" || extension == "json")
        {
            found.push(path);
        }
    }
    Ok(())
}
