//! Folders of the workspace, and of what the tests make.

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this package has a folder above it")
        .to_path_buf()
}

/// The `WASMRUN_HOME` of the tests: a toolchain that a plugin sets up is kept there from one run to the next.
pub fn home() -> PathBuf {
    workspace().join("target").join("test-home")
}

/// Programs from the registries, brought by `tests/programs/fetch`.
pub fn programs() -> PathBuf {
    workspace().join("target").join("test-programs")
}

/// Copies the folder `from` to `to`, without the outputs of earlier builds.
///
/// # Panics
///
/// If a file cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) {
    fs_err::create_dir_all(to).expect("the copy's folder");
    for entry in fs_err::read_dir(from).expect("the folder to copy") {
        let entry = entry.expect("an entry of the folder to copy");
        if [".wasmrun", "target"].iter().any(|outputs| entry.file_name() == *outputs) {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.file_type().expect("the kind of an entry").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs_err::copy(entry.path(), target).expect("a file to copy");
        }
    }
}
