//! A copy of a project, and the command on it.

use std::path::{Path, PathBuf};
use std::process::Command;

use integration::Ended;
use tempfile::TempDir;

/// A project in a temporary folder.
pub(crate) struct Project {
    folder: TempDir,
    plugin: &'static str,
    name: String,
}

impl Project {
    /// A copy of an example.
    pub(crate) fn of_example(plugin: &'static str, example: &str) -> Self {
        let project = Self::empty(plugin, example);
        let original = integration::workspace().join("examples").join(example);
        integration::copy_folder(&original, &project.path(""));
        let compile = ["compile", "--optimization", "debug"];
        let compiles = || project.run(&compile).status == Some(0);
        integration::share_dependencies(example, &project.path(""), compiles);
        project
    }

    /// A project that is yet to be written.
    pub(crate) fn empty(plugin: &'static str, name: &str) -> Self {
        integration::plugin(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"), plugin);
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder, plugin, name: name.to_owned() }
    }

    /// A path in the project.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        let root = without_links(self.folder.path()).join(&self.name);
        if path.is_empty() { root } else { root.join(path) }
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs_err::read_to_string(self.path(file)).expect("a file of the project")
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs_err::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs_err::write(path, text).expect("a file of the project");
    }

    /// Replaces the first `from` in a file.
    #[track_caller]
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "`{from}` is not in {file}");
        self.write(file, &text.replacen(from, to, 1));
    }

    /// The command `cargo-wasmrun COMMAND PROJECT`, which finds the project's stand-ins before other tools.
    pub(crate) fn command(&self, command: &[&str]) -> Command {
        let mut wasmrun = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
        // Else cargo in the project's folder builds into the folder of these tests.
        wasmrun.env_remove("CARGO_TARGET_DIR");
        #[cfg(unix)]
        crate::stand_in::find_first(&mut wasmrun, &self.path(crate::stand_in::FOLDER));
        wasmrun.arg("--yes").args(command).args(["--plugin", self.plugin]).arg(self.path(""));
        wasmrun
    }

    /// Runs `cargo-wasmrun COMMAND PROJECT` with the example's input.
    pub(crate) fn run(&self, command: &[&str]) -> Ended {
        self.run_with(command, &[])
    }

    /// The name of the plugin that builds it.
    pub(crate) fn plugin(&self) -> &'static str {
        self.plugin
    }

    /// The name of its folder.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Runs `cargo-wasmrun COMMAND PROJECT`, which says what it does.
    pub(crate) fn run_aloud(&self, command: &[&str]) -> Ended {
        Ended::of(&mut self.command(command))
    }

    /// Runs `cargo-wasmrun COMMAND PROJECT ARGUMENTS` with the example's input.
    pub(crate) fn run_with(&self, command: &[&str], arguments: &[&str]) -> Ended {
        let command: Vec<&str> = ["--quiet"].iter().chain(command).copied().collect();
        let mut wasmrun = self.command(&command);
        wasmrun.args(arguments);
        if let Ok(input) = fs_err::File::open(self.path("input.txt")) {
            wasmrun.stdin(input.into_parts().0);
        }
        Ended::of(&mut wasmrun)
    }

    /// The module of a level with the project's name; `None` for one that the plugin keeps elsewhere.
    pub(crate) fn module(&self, level: &str) -> Option<PathBuf> {
        let module = self.path(&format!(".wasmrun/{level}/{}.wasm", self.name));
        module.is_file().then_some(module)
    }

    /// How many bytes that module has.
    #[track_caller]
    pub(crate) fn module_size(&self, level: &str) -> u64 {
        let module = self.module(level).expect("a module with the project's name");
        fs_err::metadata(module).expect("the module").len()
    }
}

/// The path without links, as compilers print it.
fn without_links(path: &Path) -> PathBuf {
    fs_err::canonicalize(path).expect("the temporary folder is there")
}
