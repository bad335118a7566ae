//! The executables under test.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A `cargo-wasmrun` command that knows nothing of the user's own settings.
///
/// `executable` is `env!("CARGO_BIN_EXE_cargo-wasmrun-tested")`, which only a test binary can name. The official plugins are found
/// beside it, where `cargo build --workspace` puts them.
#[expect(clippy::disallowed_methods, reason = "a test starts the executable as a shell would")]
pub fn cargo_wasmrun(executable: impl AsRef<Path>) -> Command {
    let mut command = Command::new(executable.as_ref());
    command.env("WASMRUN_HOME", crate::home()).env("NO_COLOR", "1");
    // Where tests run, these may be set: they change what is shown or done.
    for variable in ["CI", "CLICOLOR", "CLICOLOR_FORCE", "WASMRUN_LOG", "WASMRUN_VALIDATE"] {
        command.env_remove(variable);
    }
    command
}

/// The official plugin `name` that stands beside `executable`.
///
/// # Panics
///
/// If it is not there: `cargo test` builds only some of the plugins, `cargo build --workspace` builds them all.
pub fn plugin(executable: impl AsRef<Path>, name: &str) -> PathBuf {
    let file = format!("wasmrun-plugin-{name}{}", std::env::consts::EXE_SUFFIX);
    let path = executable.as_ref().with_file_name(file);
    assert!(path.exists(), "{} is not built: run `cargo build --workspace` first", path.display());
    path
}
