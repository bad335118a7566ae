//! Whether a compiler really makes WASI programs: many clangs have no library for it.

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Result};

use super::Toolchain;
use crate::build::is_module;

const PROGRAM: &str = "#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }\n";

/// Compiles and links a small program; `Err` of the inner result says in one line why it failed.
pub(super) fn probe(
    cx: &Context,
    toolchain: &Toolchain,
) -> Result<std::result::Result<(), String>> {
    let folder = tempfile::tempdir()?;
    let [source, module] = ["probe.c", "probe.wasm"].map(|name| folder.path().join(name));
    fs::write(&source, PROGRAM)?;
    let command = toolchain.command(cx, &toolchain.c).args(&toolchain.link_arguments);
    let run = command.arg(&source).arg("-o").arg(&module).quiet().run_in(folder.path());
    Ok(match run {
        Err(error) if error.is_cancelled() => return Err(error),
        Err(error) => Err(error.to_string()),
        Ok(output) if output.success() && is_module(&module) => Ok(()),
        Ok(output) => Err(first_error(&output.stderr)),
    })
}

fn first_error(text: &str) -> String {
    let line = text.lines().find(|line| line.contains("error")).or(text.lines().next());
    line.unwrap_or("it made no WebAssembly module").trim().to_owned()
}
