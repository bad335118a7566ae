//! Small programs to serve.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

use super::server::{Server, command};

/// A folder with one module in the text format, to be changed while it is served.
pub(crate) struct Module {
    folder: TempDir,
}

impl Module {
    /// A module whose text is `wat`.
    pub(crate) fn new(wat: &str) -> Self {
        let module = Self { folder: tempfile::tempdir().expect("a folder") };
        module.write(wat);
        module
    }

    /// The file.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("program.wat")
    }

    /// Changes the module in place, as most editors do.
    pub(crate) fn write(&self, wat: &str) {
        fs_err::write(self.path(), wat).expect("the module is written");
    }

    /// Puts another file in its place, as the other editors do.
    pub(crate) fn replace(&self, wat: &str) {
        let draft = self.folder.path().join("program.wat.new");
        fs_err::write(&draft, wat).expect("the draft is written");
        fs_err::rename(draft, self.path()).expect("the draft takes its place");
    }
}

/// A program that writes `text`.
pub(crate) fn writes(text: &str) -> String {
    program(&format!("(call $print (i32.const 1024) (i32.const {}))", text.len()), text)
}

/// A WASI program: `body` of `_start`, and `data` at address 1024. `$print` writes an address and a
/// length, `$line` reads a line to 2048 and answers with its length.
pub(crate) fn program(body: &str, data: &str) -> String {
    let data: Vec<String> = data.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    let data = data.concat();
    format!(
        r#"(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "{data}")
  (func $print (param $address i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $address))
    (i32.store (i32.const 4) (local.get $length))
    (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
      (then unreachable)))
  (func $line (result i32)
    (i32.store (i32.const 0) (i32.const 2048))
    (i32.store (i32.const 4) (i32.const 1024))
    (if (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8))
      (then unreachable))
    (i32.load (i32.const 8)))
  (func (export "_start") {body}))"#
    )
}

/// A copy of an example project, in a folder that is removed at the end.
pub(crate) struct Example {
    path: PathBuf,
    _folder: TempDir,
}

impl Example {
    /// A copy of `examples/NAME`.
    pub(crate) fn copy(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let from = integration::workspace().join("examples").join(name);
        // Below one that may be called anything: what a project makes is often called as it is.
        let path = folder.path().join(name);
        integration::copy_folder(&from, &path);
        integration::share_dependencies(name, &path, || compiles(&path));
        Self { path, _folder: folder }
    }

    /// The copy.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Changes one file.
    pub(crate) fn edit(&self, file: &str, change: impl FnOnce(String) -> String) {
        let path = self.path.join(file);
        let text = fs_err::read_to_string(&path).expect("the file is read");
        let changed = change(text.clone());
        assert_ne!(changed, text, "the edit of {file} changes something");
        fs_err::write(&path, changed).expect("the file is written");
    }
}

/// Whether a project compiles.
fn compiles(project: &Path) -> bool {
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command.env_remove("CARGO_TARGET_DIR");
    command.args(["--yes", "compile", "--optimization", "debug"]).arg(project);
    command.stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// A project of a plugin that needs no compiler: it always builds the same program, which does
/// nothing.
pub(crate) struct Trivial {
    root: TempDir,
}

impl Trivial {
    /// The project, and the plugin beside it.
    pub(crate) fn new() -> Self {
        let trivial = Self { root: tempfile::tempdir().expect("a folder") };
        fs_err::create_dir(trivial.programs()).expect("a folder");
        let plugin = trivial.programs().join("wasmrun-plugin-trivial");
        fs_err::os::unix::fs::symlink(env!("CARGO_BIN_EXE_misbehaving-plugin"), plugin)
            .expect("a plugin");
        trivial.create();
        trivial
    }

    /// The project's folder.
    pub(crate) fn path(&self) -> PathBuf {
        self.root.path().join("project")
    }

    /// Makes the project's folder.
    pub(crate) fn create(&self) {
        fs_err::create_dir(self.path()).expect("a folder");
        fs_err::write(self.path().join("misbehave.txt"), "please\n").expect("a source");
    }

    /// Changes the project's settings.
    pub(crate) fn configure(&self, settings: &str) {
        fs_err::write(self.path().join("wasmrun.toml"), settings).expect("the settings");
    }

    /// Serves the project on a free port, with no other plugin in reach.
    pub(crate) fn serve(&self) -> Server {
        let mut command = command(&self.path(), ["--port", "0"]);
        command
            .env("PATH", format!("{}:/usr/bin:/bin", self.programs().display()))
            .env("WASMRUN_HOME", self.root.path().join("home"))
            .env("CARGO_HOME", self.root.path().join("cargo"));
        Server::spawn(command)
    }

    fn programs(&self) -> PathBuf {
        self.root.path().join("bin")
    }
}
