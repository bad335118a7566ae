//! A shell that runs the examples of a page, in a folder of its own.

use std::path::PathBuf;
use std::process::Command;

use integration::{copy_folder, workspace};
use tempfile::TempDir;

use super::page::Page;
use crate::run_with;

/// The folder of a page's examples, and where in it a reader would be by now.
pub(super) struct Shell {
    folder: TempDir,
    current: PathBuf,
}

impl Shell {
    /// A shell for a page, with the folders that it wants to find.
    pub(super) fn new(page: &Page) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let current = folder.path().join("work");
        fs_err::create_dir(&current).expect("a folder in ours");
        for copied in page.copies() {
            copy_folder(&workspace().join(copied), &current.join(copied));
        }
        Self { folder, current }
    }

    /// Puts a file where the reader is. One that begins like a script may be run.
    pub(super) fn write(&self, file: &str, content: &str) {
        let path = self.current.join(file);
        fs_err::create_dir_all(path.parent().expect("it is in a folder")).expect("its folder");
        fs_err::write(&path, content).expect("a file of ours");
        #[cfg(unix)]
        if content.starts_with("#!") {
            use std::os::unix::fs::PermissionsExt as _;
            fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o755))
                .expect("its rights");
        }
    }

    /// What a command prints to both streams. `cargo wasmrun` is the executable under test.
    #[expect(clippy::disallowed_methods, reason = "the examples are for a shell")]
    pub(super) fn run(&mut self, command: &str) -> String {
        let executable = env!("CARGO_BIN_EXE_cargo-wasmrun-tested");
        let place = self.folder.path().join("place");
        let script = format!(
            "cargo() {{ '{executable}' \"$@\"; }}\n{{ {command}\n}} 2>&1\npwd >'{}'",
            place.display()
        );
        let mut shell = Command::new("bash");
        shell.arg("-c").arg(script).current_dir(&self.current);
        shell.env("WASMRUN_HOME", integration::home()).env("NO_COLOR", "1");
        shell.env_remove("WASMRUN_LOG");
        let ended = run_with(&mut shell, b"");
        if let Ok(place) = fs_err::read_to_string(place) {
            self.current = place.trim_end().into();
        }
        ended.stdout
    }
}
