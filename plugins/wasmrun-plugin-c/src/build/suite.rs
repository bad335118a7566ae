//! The project's tests: each source in `tests` is a program, linked with what it uses of the project,
//! and fails by ending with a status other than 0.

use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Diagnostic, Preopen, Result,
    Severity, outputs, suite,
};

use super::Options;
use super::compile::{Compiler, Unit};
use super::link::{Library, Linked, Linker};
use super::output::OBJECTS;
use super::record::absent_is_fine;
use super::report::unexplained;
use super::sources::{compile_all, units};
use crate::project::{Flags, Language, Layout, Project, tests};
use crate::toolchain::Toolchain;

/// Where the programs go, in the folder of outputs.
const FOLDER: &str = "tests";

/// What building the tests needs.
pub(super) struct Suite<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) project: &'a Project,
    pub(super) options: Options,
    pub(super) flags: &'a Flags,
    pub(super) params: &'a BuildParams,
}

impl Suite<'_> {
    /// Builds every program with tests.
    pub(super) fn build(&self, cx: &Context) -> Result<BuildResult> {
        let Layout::Sources(sources) = &self.project.layout else {
            cx.diagnostic(only_sources());
            return Ok(BuildResult::failed());
        };
        let root = &self.project.root;
        let objects = self.params.output_dir.join(OBJECTS);
        outputs::remember(&self.params.output_dir, [FOLDER])?;
        fs::create_dir_all(&objects)?;
        let programs = units(&tests(root)?, &objects);
        let rest = units(sources, &objects);
        let count = programs.len() + rest.len();
        let compiler = Compiler::new(self.toolchain, root, self.options, self.flags, count);
        let compiled = (compile_all(cx, &compiler, &rest)?, compile_all(cx, &compiler, &programs)?);
        let (Some(rest_fresh), Some(programs_fresh)) = compiled else {
            return Ok(BuildResult::failed());
        };
        let Some(library) = self.archive(cx, &rest, &objects, rest_fresh)? else {
            return Ok(BuildResult::failed());
        };
        let linker = Linker {
            toolchain: self.toolchain,
            root,
            options: self.options,
            flags: self.flags,
            library: Some(&library),
        };
        let mut is_fresh = rest_fresh && programs_fresh;
        let (mut artifacts, mut plans) = (Vec::new(), Vec::new());
        for program in programs {
            let name = program.source.to_string_lossy().replace('\\', "/");
            let place = self.params.output_dir.join(FOLDER).join(name.replace('/', "-"));
            let module = place.with_extension("wasm");
            let work = objects.join("link").join(&name);
            fs::create_dir_all(&work)?;
            fs::create_dir_all(self.params.output_dir.join(FOLDER))?;
            match linker.link(cx, &[program], &work, &module)? {
                Linked::Failed => return Ok(BuildResult::failed()),
                Linked::Done { fresh } => is_fresh &= fresh,
            }
            artifacts.push(Artifact::new(ArtifactKind::Wasm, &module));
            plans.push(suite::plan(self.params, module, &name, vec![Preopen::new(root, ".")])?);
        }
        Ok(BuildResult::succeeded(artifacts).with_run(plans).with_fresh(is_fresh))
    }

    /// Puts the project's objects into a library. Of its own `main`, which stays out of what the linker
    /// asks for, nobody needs to know.
    fn archive(
        &self,
        cx: &Context,
        units: &[Unit],
        objects: &Path,
        fresh: bool,
    ) -> Result<Option<Library>> {
        let path = objects.join("project.a");
        let cxx = units.iter().any(|unit| unit.language == Language::Cxx);
        let language = if cxx { Language::Cxx } else { Language::C };
        if fresh && path.is_file() {
            return Ok(Some(Library { path, language }));
        }
        // A source that is gone would leave its object in it.
        absent_is_fine(fs::remove_file(&path))?;
        let output = self
            .toolchain
            .command(cx, &self.toolchain.archiver)
            .arg("rcs")
            .arg(&path)
            .args(units.iter().map(|unit| &unit.object))
            .run_in(&self.project.root)?;
        if !output.success() {
            cx.diagnostic(unexplained("archiving", &output));
            return Ok(None);
        }
        Ok(Some(Library { path, language }))
    }
}

fn only_sources() -> Diagnostic {
    let message = "tests are built of projects without a Makefile only";
    Diagnostic::new(Severity::Error, message)
        .with_hints(["name the sources: [plugins.c] sources = [\"src\"]"])
}
