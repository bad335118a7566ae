//! What is packed, gathered in a folder: the project without what belongs to tools, and its packages.

use std::io;
use std::path::Path;

use fs_err as fs;

use crate::project::is_foreign;

/// Copies the project, or packages, to `to`, which is emptied first.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs::remove_dir_all(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    copy_folder(from, to)
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if is_foreign(&path) {
            continue;
        }
        // A link to a folder may go round in a circle.
        if entry.file_type()?.is_dir() {
            copy_folder(&path, &target)?;
        } else if path.is_file() {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
