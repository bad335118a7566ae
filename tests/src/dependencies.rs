//! What cargo compiled of the libraries that an example depends on, kept for the next copy of it: a framework takes a minute.

use std::fs::FileTimes;
use std::path::{Path, PathBuf};

/// Where cargo builds, in a project.
const TARGET: &str = "target";
/// What says which versions of the libraries were compiled.
const LOCK: &str = "Cargo.lock";
/// What the names of cargo's files begin with that each folder needs for itself: those that it locks, or changes in place.
const OF_A_FOLDER: [&str; 3] = [".cargo-", ".rustc_info", "incremental"];

/// Gives `project`, a copy of `example`, the libraries that were compiled for an earlier copy. If there was none, `compile`
/// compiles the project, and its libraries are kept unless it says that it could not. Who comes meanwhile waits.
///
/// A project without a `Cargo.lock` that names libraries of a registry is left as it is.
///
/// # Panics
///
/// If a file cannot be read or written.
pub fn share_dependencies(example: &str, project: &Path, compile: impl FnOnce() -> bool) {
    let lock = fs_err::read_to_string(project.join(LOCK)).unwrap_or_default();
    if !lock.contains("\nsource = ") {
        return;
    }
    let kept = crate::workspace().join(TARGET).join("test-dependencies").join(example);
    fs_err::create_dir_all(&kept).expect("a folder for what is kept");
    let turn = fs_err::File::create(kept.join(".lock")).expect("a file to lock").into_parts().0;
    turn.lock().expect("a turn");
    let is_kept = || fs_err::read_to_string(kept.join(LOCK)).is_ok_and(|there| there == lock);
    if is_kept() {
        link(&kept.join(TARGET), &project.join(TARGET), &|_| true);
    } else if compile() {
        keep(project, &kept, &lock);
    }
}

/// Keeps what was compiled, but for the project itself: its next copy has other files, of the same names.
fn keep(project: &Path, kept: &Path, lock: &str) {
    let (own, target) = (own_names(project), kept.join(TARGET));
    // What says that it is whole goes first and comes last.
    for outdated in [kept.join(LOCK), target.clone()] {
        let _ = fs_err::remove_file(&outdated).or_else(|_| fs_err::remove_dir_all(&outdated));
    }
    let left_out = || own.iter().map(String::as_str).chain(OF_A_FOLDER);
    let is_kept = |name: &str| !left_out().any(|start| name.starts_with(start));
    link(&project.join(TARGET), &target, &is_kept);
    fs_err::write(kept.join(LOCK), lock).expect("the lock file is kept");
}

/// What the names of cargo's files for the project's own package begin with.
fn own_names(project: &Path) -> Vec<String> {
    let manifest = fs_err::read_to_string(project.join("Cargo.toml")).expect("a manifest");
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = \""));
    let name = name.and_then(|name| name.split('"').next()).expect("a package's name");
    let crate_name = name.replace('-', "_");
    vec![name.to_owned(), format!("lib{crate_name}"), crate_name]
}

/// Makes the files of a folder, those with the names to take, appear in another one too. Cargo looks at their times.
fn link(from: &Path, to: &Path, takes: &dyn Fn(&str) -> bool) {
    fs_err::create_dir_all(to).expect("the folder to fill");
    for entry in fs_err::read_dir(from).expect("a folder of cargo's") {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        if !takes(&name.to_string_lossy()) {
            continue;
        }
        let (from, to): (PathBuf, PathBuf) = (entry.path(), to.join(name));
        if entry.file_type().expect("the kind of an entry").is_dir() {
            link(&from, &to, takes);
        } else if fs_err::hard_link(&from, &to).is_err() {
            // It is on another file system.
            fs_err::copy(&from, &to).expect("a file to copy");
            let modified = entry.metadata().and_then(|metadata| metadata.modified());
            let times = FileTimes::new().set_modified(modified.expect("its time"));
            let copy = fs_err::File::options().write(true).open(&to).expect("the copy");
            copy.file().set_times(times).expect("the copy has a time");
        }
    }
}
