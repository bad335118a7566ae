//! Compiles one program.

use std::path::Path;
use std::time::SystemTime;

use wasmrun_plugin_sdk::{Context, Result};

use super::options::Options;
use super::reactor::is_reactor;
use crate::compiler::Compiler;
use crate::diagnostics;
use crate::project::{CompilerChoice, Program};

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
    cx.progress(format!("compiling {}", program.name));
    let before = modified(target);
    let reactor = options.settings.reactor || is_reactor(program)?;
    let output = compiler
        .command(cx, options.system)
        .arg("build")
        .args(options.arguments(compiler.choice, reactor))
        .arg("-o")
        .arg(target)
        .args(&program.package)
        .run_in(root)?;
    if !output.success() {
        for diagnostic in diagnostics::read(compiler.choice.name(), &output.stderr, root) {
            cx.diagnostic(diagnostic);
        }
        return Ok(Compiled::Failed);
    }
    // Go leaves a module alone that is up to date; TinyGo writes it again.
    let is_fresh = compiler.choice == CompilerChoice::Go
        && before.is_some_and(|before| Some(before) == modified(target));
    Ok(if is_fresh { Compiled::Fresh } else { Compiled::Anew })
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs_err::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
