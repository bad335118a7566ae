//! The Python files of a project.

use std::io;
use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::WatchSpec;

/// Folders of tools, which hold what is not the project's.
const FOREIGN: [&str; 5] = ["__pycache__", "build", "dist", "node_modules", "venv"];

/// What to watch. A program may read files of any kind.
pub(crate) fn watch(root: &Path) -> WatchSpec {
    let foreign = FOREIGN.map(|folder| format!("{folder}/**"));
    WatchSpec::new([root]).with_ignore([".*/**".to_owned()].into_iter().chain(foreign))
}

/// Every source of the project, sorted.
pub(crate) fn sources(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(root, &mut found)?;
    found.sort();
    Ok(found)
}

/// Whether a file or folder belongs to tools rather than to the project: an environment has its own
/// packages.
pub(crate) fn is_foreign(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || FOREIGN.contains(&name.as_ref()) || path.join("pyvenv.cfg").exists()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if is_foreign(&path) {
            continue;
        }
        // A link to a folder may go round in a circle.
        if entry.file_type()?.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "py") {
            found.push(path);
        }
    }
    Ok(())
}
