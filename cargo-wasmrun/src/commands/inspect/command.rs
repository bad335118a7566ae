//! Reads the modules asked about and prints the answer.

use std::path::Path;

use serde::Serialize;

use super::{changes, contents};
use crate::cli::InspectArgs;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::wasm::{self, Difference, PackageSize, Summary, WasmFile};

/// Prints what is in the module, its text, or how it differs from the other.
pub fn run(args: &InspectArgs, shell: &Shell) -> Result<Exit, Error> {
    if let Some(other) = &args.diff {
        return compare(&args.file, other, args.top, shell);
    }
    let file = WasmFile::read(&args.file)?;
    if args.wat {
        shell.answer(&file.text()?)?;
        return Ok(Exit::SUCCESS);
    }
    let summary = file.summary()?;
    let packages = wasm::packages(&summary.functions);
    if shell.is_json() {
        let (file, summary, packages) = (&*file.name, &summary, &*packages);
        shell.event(&Inspected { reason: "inspected", file, summary, packages });
    } else {
        shell.answer(&contents::text(&file.name, &summary, &packages, args.top))?;
    }
    Ok(Exit::SUCCESS)
}

/// What is in a module, as JSON.
#[derive(Serialize)]
struct Inspected<'a> {
    reason: &'static str,
    file: &'a str,
    #[serde(flatten)]
    summary: &'a Summary,
    packages: &'a [PackageSize],
}

fn compare(file: &Path, other: &Path, top: usize, shell: &Shell) -> Result<Exit, Error> {
    let (before, after) = (WasmFile::read(file)?, WasmFile::read(other)?);
    let difference = Difference::between(&before.summary()?, &after.summary()?);
    if shell.is_json() {
        let files = [&*before.name, &*after.name];
        shell.event(&Compared { reason: "compared", files, difference: &difference });
    } else {
        shell.answer(&changes::text([&before.name, &after.name], &difference, top))?;
    }
    Ok(Exit::SUCCESS)
}

/// How two modules differ, as JSON.
#[derive(Serialize)]
struct Compared<'a> {
    reason: &'static str,
    files: [&'a str; 2],
    #[serde(flatten)]
    difference: &'a Difference,
}
