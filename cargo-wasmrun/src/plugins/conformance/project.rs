//! Copies of the project to test with, which alone are ever built and broken.

use std::io;
use std::path::Path;

use super::report::{Outcome, skipped};

/// What is no part of a project's sources.
const LEFT_OUT: [&str; 2] = [".git", ".wasmrun"];

/// Copies a project's folder into another.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), Outcome> {
    copy_folder(from, to).or_else(|error| skipped(format!("the project cannot be copied: {error}")))
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs_err::create_dir_all(to)?;
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if LEFT_OUT.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&source, &target)?;
        } else if kind.is_symlink() {
            copy_link(&source, &target)?;
        } else {
            fs_err::copy(source, target)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(fs_err::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    fs_err::copy(from, to).map(drop)
}
