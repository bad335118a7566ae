//! Compiles one program.

use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Result, ToolCommand};

use super::options::Options;
use super::reactor::is_reactor;
use crate::compiler::Compiler;
use crate::diagnostics;
use crate::project::Program;

/// The folder, beside modules, in which they are until they are whole.
pub(super) const UNFINISHED: &str = ".wasmrun-unfinished";

/// What compiling came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compiled {
    /// The module was there and up to date.
    Fresh,
    Anew,
    /// The host was told why.
    Failed,
}

/// Compiles a program to a module at `target`.
pub(super) fn compile(
    cx: &Context,
    compiler: &Compiler,
    root: &Path,
    program: &Program,
    options: &Options,
    target: &Path,
) -> Result<Compiled> {
    let reactor = options.settings.reactor || is_reactor(program)?;
    let arguments = options.arguments(compiler.choice, reactor);
    let command = compiler.command(cx, options.system).arg("build").args(arguments);
    run(cx, compiler, root, program, command, target)
}

/// Compiles the tests of a package to a module at `target`.
pub(super) fn compile_tests(
    cx: &Context,
    compiler: &Compiler,
    root: &Path,
    package: &Program,
    options: &Options,
    target: &Path,
) -> Result<Compiled> {
    let arguments = options.arguments(compiler.choice, false);
    let command = compiler.command(cx, options.system).args(["test", "-c"]).args(arguments);
    run(cx, compiler, root, package, command, target)
}

fn run(
    cx: &Context,
    compiler: &Compiler,
    root: &Path,
    program: &Program,
    command: ToolCommand<'_>,
    target: &Path,
) -> Result<Compiled> {
    cx.progress(format!("compiling {}", program.name));
    let unfinished = target.with_file_name(UNFINISHED);
    fs::create_dir_all(&unfinished)?;
    // Two builds into one folder must not write one file.
    let folder = tempfile::tempdir_in(unfinished)?;
    let made = folder.path().join("module.wasm");
    let output = command.arg("-o").arg(&made).args(&program.package).run_in(root)?;
    if !output.success() {
        for diagnostic in diagnostics::read(compiler.choice.name(), &output.stderr, root) {
            cx.diagnostic(diagnostic);
        }
        return Ok(Compiled::Failed);
    }
    // Linking takes place in any case, but only a module that is another one replaces the last.
    if same(&made, target) {
        return Ok(Compiled::Fresh);
    }
    fs::rename(&made, target)?;
    Ok(Compiled::Anew)
}

fn same(made: &Path, last: &Path) -> bool {
    match (fs::read(made), fs::read(last)) {
        (Ok(made), Ok(last)) => made == last,
        _ => false,
    }
}
