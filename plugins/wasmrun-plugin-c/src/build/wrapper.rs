//! Programs that stand for a driver with its arguments, where a tool takes a name only.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::toolchain::Driver;

/// Writes the program unless it is there already, and says where.
pub(super) fn write(folder: &Path, name: &str, driver: &Driver) -> io::Result<PathBuf> {
    let own = driver.arguments.iter().map(|argument| argument.to_string_lossy().into_owned());
    let words = std::iter::once(driver.program.display().to_string()).chain(own);
    let (path, text) = script(folder, name, words);
    write_program(&path, &text)?;
    Ok(path)
}

/// Writes a script that can be run, unless it is there already.
pub(super) fn write_program(path: &Path, text: &str) -> io::Result<()> {
    if !fs::read_to_string(path).is_ok_and(|there| there == text) {
        fs::write(path, text)?;
        make_executable(path)?;
    }
    Ok(())
}

#[cfg(unix)]
fn script(folder: &Path, name: &str, words: impl Iterator<Item = String>) -> (PathBuf, String) {
    let words: Vec<String> = words.map(|word| super::make::quote(&word)).collect();
    (folder.join(name), format!("#!/bin/sh\nexec {} \"$@\"\n", words.join(" ")))
}

#[cfg(not(unix))]
fn script(folder: &Path, name: &str, words: impl Iterator<Item = String>) -> (PathBuf, String) {
    let words: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    (folder.join(format!("{name}.cmd")), format!("@{} %*\r\n", words.join(" ")))
}

#[cfg(unix)]
fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
}
