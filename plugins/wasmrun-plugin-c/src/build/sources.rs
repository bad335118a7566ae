//! Builds a project without a build tool of its own: compiles what changed, then links.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Result};

use super::compile::{Compiled, Compiler, Unit};
use super::link::{Linked, Linker};
use super::output::{OBJECTS, Outcome};
use super::report::tell;
use super::{Options, jobs};
use crate::project::{Flags, Language, Project};
use crate::toolchain::Toolchain;

/// One build.
pub(super) struct Run<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) project: &'a Project,
    pub(super) sources: &'a [PathBuf],
    pub(super) options: Options,
    pub(super) flags: &'a Flags,
    /// Where to work.
    pub(super) work: &'a Path,
}

impl Run<'_> {
    /// Compiles the sources and links them into `module`.
    pub(super) fn module(&self, cx: &Context, module: &Path) -> Result<Outcome> {
        self.build(cx, |linker, units, objects| linker.link(cx, units, objects, module))
    }

    /// Compiles the sources and links them into the JavaScript `script`, with a module beside it.
    pub(super) fn script(&self, cx: &Context, script: &Path) -> Result<Outcome> {
        self.build(cx, |linker, units, objects| {
            linker.step(cx, units, objects, script, || {
                Ok(Some(vec![script.to_path_buf(), script.with_extension("wasm")]))
            })
        })
    }

    fn build(
        &self,
        cx: &Context,
        link: impl FnOnce(&Linker<'_>, &[Unit], &Path) -> Result<Linked>,
    ) -> Result<Outcome> {
        let Self { toolchain, options, flags, .. } = *self;
        let (root, objects) = (&self.project.root, self.work.join(OBJECTS));
        fs::create_dir_all(&objects)?;
        let units = units(self.sources, &objects);
        let compiler = Compiler::new(toolchain, root, options, flags, units.len());
        let Some(compiled_fresh) = compile_all(cx, &compiler, &units)? else {
            return Ok(Outcome::Failed);
        };
        let linker = Linker { toolchain, root, options, flags, library: None };
        Ok(match link(&linker, &units, &objects)? {
            Linked::Failed => Outcome::Failed,
            Linked::Done { fresh } => Outcome::Built { fresh: fresh && compiled_fresh },
        })
    }
}

/// The sources with the places of their objects.
pub(super) fn units(sources: &[PathBuf], objects: &Path) -> Vec<Unit> {
    let unit = |source: &PathBuf| Some(Unit::new(source, Language::of(source)?, objects));
    sources.iter().filter_map(unit).collect()
}

/// Compiles what must be; `None` if something failed, else whether there was nothing to do.
pub(super) fn compile_all(
    cx: &Context,
    compiler: &Compiler<'_>,
    units: &[Unit],
) -> Result<Option<bool>> {
    let results = jobs::run(units, |unit| compiler.compile(cx, unit));
    let results = results.into_iter().collect::<Result<Vec<Compiled>>>()?;
    let said = results.iter().flat_map(|compiled| &compiled.diagnostics);
    tell(cx, said);
    let succeeded = results.iter().all(|compiled| compiled.succeeded);
    Ok(succeeded.then(|| results.iter().all(|compiled| compiled.fresh)))
}
