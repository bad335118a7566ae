//! Projects for tests.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use fs_err as fs;
use wasmrun_plugin_sdk::BuildParams;

/// A project in a temporary folder, whose name has blanks and letters beyond ASCII.
pub(super) struct TestProject {
    folder: tempfile::TempDir,
}

impl TestProject {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        for (name, content) in files {
            project.write(name, content);
        }
        project
    }

    /// A copy of the project and its outputs, all times kept, as `cp -a` makes one.
    pub(super) fn copy(&self) -> Self {
        let copy = Self { folder: tempfile::tempdir().unwrap() };
        copy_folder(&self.root(), &copy.root());
        copy
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("my prögram")
    }

    pub(super) fn output(&self) -> PathBuf {
        self.root().join(".wasmrun").join("debug")
    }

    pub(super) fn module(&self) -> PathBuf {
        self.output().join("my prögram.wasm")
    }

    /// Writes a file and dates it back: one that was written in the instant when a build begins is
    /// rightly compiled again by the next, which is not what tests are about.
    pub(super) fn write(&self, name: &str, content: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        let before = SystemTime::now() - Duration::from_mins(1);
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_modified(before).unwrap();
    }

    pub(super) fn params(&self) -> BuildParams {
        BuildParams::new(self.root(), self.output())
    }

    /// Every file of the project but its outputs, sorted.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(&self.root(), &self.output(), &mut found);
        found.sort();
        found
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).unwrap();
        if entry.is_dir() {
            copy_folder(&entry, &to);
            continue;
        }
        fs::copy(&entry, &to).unwrap();
        let modified = fs::metadata(&entry).unwrap().modified().unwrap();
        fs::OpenOptions::new().write(true).open(&to).unwrap().set_modified(modified).unwrap();
    }
}

fn walk(folder: &Path, left_out: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path == left_out {
            continue;
        }
        if path.is_dir() {
            walk(&path, left_out, found);
        } else {
            found.push(path);
        }
    }
}
