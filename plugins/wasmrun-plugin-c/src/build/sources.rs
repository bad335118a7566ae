//! Builds a project without a Makefile: compiles what changed, then links.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Progress, Result};

use super::compile::{Compiled, Compiler, Unit};
use super::link::{Linked, Linker};
use super::output::{OBJECTS, Outcome};
use super::report::tell;
use super::{Options, jobs};
use crate::project::{Flags, Language, Project};
use crate::toolchain::Toolchain;

/// Compiles and links `sources` into `module`.
pub(super) fn build(
    cx: &Context,
    toolchain: &Toolchain,
    project: &Project,
    sources: &[PathBuf],
    options: Options,
    flags: &Flags,
    module: &Path,
) -> Result<Outcome> {
    let objects = module.with_file_name(OBJECTS);
    fs::create_dir_all(&objects)?;
    let units: Vec<Unit> = sources
        .iter()
        .filter_map(|source| Some(Unit::new(source, Language::of(source)?, &objects)))
        .collect();
    let compiler = Compiler::new(toolchain, &project.root, options, flags);
    let Some(compiled_fresh) = compile_all(cx, &compiler, &units)? else {
        return Ok(Outcome::Failed);
    };
    let linker = Linker { toolchain, root: &project.root, options, flags };
    Ok(match linker.link(cx, &units, &objects, module)? {
        Linked::Failed => Outcome::Failed,
        Linked::Done { fresh } => Outcome::Built { fresh: fresh && compiled_fresh },
    })
}

/// Compiles what must be; `None` if something failed, else whether there was nothing to do.
fn compile_all(cx: &Context, compiler: &Compiler<'_>, units: &[Unit]) -> Result<Option<bool>> {
    let done = AtomicU64::new(0);
    let total = units.len() as u64;
    let results = jobs::run(units, |unit| {
        let compiled = compiler.compile(cx, unit);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if compiled.as_ref().is_ok_and(|compiled| !compiled.fresh) {
            let message = format!("compiled {}", unit.source.display());
            cx.progress(Progress::new(message).with_count(done, total).with_unit("files"));
        }
        compiled
    });
    let results = results.into_iter().collect::<Result<Vec<Compiled>>>()?;
    let said = results.iter().flat_map(|compiled| &compiled.diagnostics);
    tell(cx, said);
    let succeeded = results.iter().all(|compiled| compiled.succeeded);
    Ok(succeeded.then(|| results.iter().all(|compiled| compiled.fresh)))
}
