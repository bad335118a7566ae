//! How a compiler is called.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{Context, Error, ErrorKind, Result, ToolCommand};

use crate::project::CompilerChoice;

/// What a module runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Wasi,
    Page,
}

/// A compiler on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compiler {
    pub(crate) choice: CompilerChoice,
    pub(crate) program: PathBuf,
}

impl Compiler {
    /// A command of it.
    pub(crate) fn command<'a>(&self, cx: &'a Context, system: System) -> ToolCommand<'a> {
        let command = self.tool(cx);
        match (self.choice, system) {
            (CompilerChoice::Go | CompilerChoice::SetUp, System::Wasi) => {
                command.env("GOOS", "wasip1").env("GOARCH", "wasm")
            }
            (CompilerChoice::Go | CompilerChoice::SetUp, System::Page) => {
                command.env("GOOS", "js").env("GOARCH", "wasm")
            }
            // TinyGo has a target instead.
            (CompilerChoice::TinyGo, _) => command,
        }
    }

    /// The command that describes packages as JSON. TinyGo passes it on to Go, but none of its flags: a package that cannot be
    /// read is an error there.
    pub(crate) fn list<'a>(&self, cx: &'a Context, system: System) -> ToolCommand<'a> {
        let command = self.command(cx, system).arg("list");
        match self.choice {
            CompilerChoice::Go | CompilerChoice::SetUp => {
                command.args(["-e", "-json=Dir,ImportPath,Name,GoFiles,TestGoFiles,XTestGoFiles"])
            }
            CompilerChoice::TinyGo => command.args([tinygo_target(system), "-json"]),
        }
    }

    /// The compiler itself. The user's GOROOT is not that of the Go that `setup` brought.
    fn tool<'a>(&self, cx: &'a Context) -> ToolCommand<'a> {
        let command = cx.tool(&self.program);
        match self.choice {
            CompilerChoice::SetUp => command.env_remove("GOROOT"),
            CompilerChoice::Go | CompilerChoice::TinyGo => command,
        }
    }

    /// The JavaScript that a page needs to run what this compiler makes.
    ///
    /// # Errors
    ///
    /// `tool_failed` if the compiler does not have it.
    pub(crate) fn loader(&self, cx: &Context, root: &Path) -> Result<PathBuf> {
        let (variable, places): (_, &[&str]) = match self.choice {
            CompilerChoice::Go | CompilerChoice::SetUp => {
                ("GOROOT", &["lib/wasm/wasm_exec.js", "misc/wasm/wasm_exec.js"])
            }
            CompilerChoice::TinyGo => ("TINYGOROOT", &["targets/wasm_exec.js"]),
        };
        let output = self.tool(cx).args(["env", variable]).quiet().run_in(root)?;
        let folder = Path::new(output.stdout.trim());
        let found = places.iter().map(|place| folder.join(place)).find(|place| place.is_file());
        found.ok_or_else(|| {
            let message = format!("`{}` has no `wasm_exec.js`", folder.display());
            Error::new(ErrorKind::ToolFailed, message)
                .with_hint("install the whole of Go: https://go.dev/dl")
        })
    }
}

/// What tells TinyGo what a module runs on.
pub(crate) fn tinygo_target(system: System) -> &'static str {
    match system {
        System::Wasi => "-target=wasip1",
        System::Page => "-target=wasm",
    }
}
