//! A folder with a project, a home and plugins of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use integration::Ended;
use tempfile::TempDir;

/// Everything that a test's commands can see. It fails the test if a process is left in it.
pub(crate) struct World {
    root: TempDir,
}

impl World {
    /// A world with a project for the misbehaving plugin, and that plugin under each of these
    /// names, which are the ways in which it misbehaves.
    pub(crate) fn new<const N: usize>(ways: [&str; N]) -> Self {
        // Whatever is done in it has to cope with spaces and with letters beyond ASCII.
        let root = tempfile::Builder::new().prefix("wörld with spaces ").tempdir();
        let world = Self { root: root.expect("a temporary folder") };
        for folder in ["bin", "home", "cargo", "project", "temporary"] {
            fs_err::create_dir(world.path(folder)).expect("a folder");
        }
        fs_err::write(world.path("project/misbehave.txt"), "please\n").expect("a file");
        for way in ways {
            let plugin = world.path("bin").join(format!("wasmrun-plugin-{way}"));
            // A copy could not be started while a test beside this one starts a process, which
            // inherits the open copy for a moment.
            let original = env!("CARGO_BIN_EXE_misbehaving-plugin");
            fs_err::os::unix::fs::symlink(original, plugin).expect("a plugin");
        }
        world
    }

    /// A path in this world.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// `cargo-wasmrun ARGUMENTS project`, not started yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare_command(arguments);
        command.arg(self.path("project"));
        command
    }

    /// `cargo-wasmrun ARGUMENTS`, not started yet.
    pub(crate) fn bare_command(&self, arguments: &[&str]) -> Command {
        let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
        let path = format!("{}:/usr/bin:/bin", self.path("bin").display());
        command
            .env("PATH", path)
            .env("WASMRUN_HOME", self.path("home"))
            .env("CARGO_HOME", self.path("cargo"))
            .env("TMPDIR", self.path("temporary"))
            .args(arguments);
        command
    }

    /// Runs `cargo-wasmrun ARGUMENTS project` to its end, which leaves no process and no temporary file.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let ended: Ended = self.command(arguments).output().expect("cargo-wasmrun is built").into();
        self.assert_nothing_runs();
        let left = fs_err::read_dir(self.path("temporary")).expect("a folder");
        let left: Vec<_> = left.map(|entry| entry.expect("an entry").path()).collect();
        assert!(left.is_empty(), "left behind: {left:?}");
        ended
    }

    /// Waits until a file of this world is there.
    pub(crate) fn wait_for(&self, file: &str) {
        wait_until(&format!("`{file}` is there"), || self.path(file).exists());
    }

    /// Waits until something is so.
    #[track_caller]
    pub(crate) fn wait_until(&self, what: &str, condition: impl Fn() -> bool) {
        let folder = self.root.path().display();
        wait_until(&format!("{what}, in {folder}"), condition);
    }

    /// Fails if a process of this world lives on.
    #[track_caller]
    pub(crate) fn assert_nothing_runs(&self) {
        // A killed process may take a moment to go.
        wait_until("every process of the test is gone", || {
            processes_naming(self.root.path()).is_empty()
        });
    }
}

#[track_caller]
fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < Duration::from_mins(1), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The processes that have `folder` in their command line. A zombie has none.
fn processes_naming(folder: &Path) -> Vec<String> {
    let folder = folder.to_string_lossy();
    let processes = fs_err::read_dir("/proc").expect("a list of processes");
    processes
        .filter_map(|entry| fs_err::read(entry.ok()?.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(&*folder))
        .collect()
}
