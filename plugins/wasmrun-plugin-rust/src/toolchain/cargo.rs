//! A cargo, and the rustc that belongs to it.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{Context, Result, ToolCommand};

use super::Target;

/// A cargo on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cargo {
    program: PathBuf,
    /// The compiler beside it. cargo alone would take the first on PATH.
    rustc: PathBuf,
    /// The toolchain that rustup is to choose.
    toolchain: Option<String>,
}

impl Cargo {
    /// The cargo at this path; `None` without a rustc beside it.
    pub(super) fn at(program: PathBuf, toolchain: Option<&str>) -> Option<Self> {
        let name = format!("rustc{}", std::env::consts::EXE_SUFFIX);
        let rustc = program.with_file_name(name);
        let toolchain = toolchain.map(str::to_owned);
        rustc.is_file().then_some(Self { program, rustc, toolchain })
    }

    /// Where it is.
    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    /// A command of it.
    pub(crate) fn command<'a>(&self, cx: &'a Context) -> ToolCommand<'a> {
        self.with_environment(cx.tool(&self.program))
    }

    /// A command of a tool that calls this cargo, once PATH says where it is.
    pub(crate) fn with_environment<'a>(&self, command: ToolCommand<'a>) -> ToolCommand<'a> {
        self.with_toolchain(command).env("RUSTC", &self.rustc)
    }

    /// The version of the compiler that works in this folder; `None` if it does not.
    pub(super) fn version(&self, cx: &Context, root: &Path) -> Result<Option<String>> {
        let output =
            self.with_toolchain(cx.tool(&self.rustc)).arg("--version").quiet().run_in(root)?;
        let version = output.stdout.split(' ').nth(1).map(str::to_owned);
        Ok(version.filter(|_| output.success()))
    }

    /// Whether the standard library for a target is there.
    pub(super) fn has_library(&self, cx: &Context, root: &Path, target: Target) -> Result<bool> {
        let rustc = self.with_toolchain(cx.tool(&self.rustc)).quiet();
        let output =
            rustc.args(["--print", "target-libdir", "--target", target.name()]).run_in(root)?;
        let folder = output.stdout.trim_end();
        if !output.success() || folder.is_empty() {
            return Ok(false);
        }
        let files = fs_err::read_dir(folder).into_iter().flatten().flatten();
        let mut names = files.map(|entry| entry.file_name());
        Ok(names.any(|name| {
            let name = name.to_string_lossy();
            let extension = Path::new(name.as_ref()).extension();
            name.starts_with("libstd-") && extension.is_some_and(|extension| extension == "rlib")
        }))
    }

    fn with_toolchain<'a>(&self, command: ToolCommand<'a>) -> ToolCommand<'a> {
        match &self.toolchain {
            Some(toolchain) => command.env("RUSTUP_TOOLCHAIN", toolchain),
            None => command,
        }
    }
}
