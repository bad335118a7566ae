//! Removes what builds made, and nothing else.

use std::io;
use std::path::Path;

use wasmrun_plugin_sdk::{BuildParams, Context, Result, outputs};

use super::options::Options;
use crate::project::Metadata;
use crate::toolchain::any_cargo;

/// What cargo notes for itself beside what it builds.
const NOTES: [&str; 6] = [
    ".rustc_info.json",
    "CACHEDIR.TAG",
    ".cargo-lock",
    ".cargo-build-lock",
    ".cargo-artifact-lock",
    ".package-cache",
];

/// Removes the outputs of the build with these parameters: from its own folder, and from cargo's.
///
/// `cargo clean --profile` is no help: whatever `--target` says, it removes what cargo built for this
/// machine.
pub(crate) fn clean(cx: &Context, params: &BuildParams) -> Result<()> {
    let options = Options::new(params)?;
    outputs::remove(&params.output_dir)?;
    let cargo = any_cargo(options.settings.toolchain.as_deref())?;
    let Ok(metadata) = Metadata::read(cx, &cargo, &params.project_path)? else { return Ok(()) };
    let folder = match options.profile.as_str() {
        "dev" => "debug",
        profile => profile,
    };
    let all = metadata.target_directory();
    remove(&all.join(options.target.name()).join(folder))?;
    if is_bookkeeping(all) {
        remove(all)?;
    }
    Ok(())
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs_err::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether nothing is left below a folder but what cargo notes for itself.
fn is_bookkeeping(folder: &Path) -> bool {
    let Ok(mut entries) = fs_err::read_dir(folder) else { return false };
    entries.all(|entry| {
        entry.is_ok_and(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => is_bookkeeping(&entry.path()),
            Ok(_) => NOTES.iter().any(|note| entry.file_name() == *note),
            Err(_) => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_built_is_no_bookkeeping() {
        let folder = tempfile::tempdir().unwrap();
        let debug = folder.path().join("debug");
        fs_err::create_dir_all(debug.join("deps")).unwrap();
        fs_err::write(folder.path().join(".rustc_info.json"), "").unwrap();
        fs_err::write(debug.join(".cargo-lock"), "").unwrap();
        assert!(is_bookkeeping(folder.path()));
        fs_err::write(debug.join("deps/libserde.rlib"), "").unwrap();
        assert!(!is_bookkeeping(folder.path()));
    }
}
