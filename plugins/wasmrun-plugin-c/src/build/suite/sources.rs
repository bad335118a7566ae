//! The tests of a project without a build tool: each source in the folder of tests is a program, linked
//! with what it uses of the project.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Artifact, ArtifactKind, BuildResult, Context, Preopen, Result, suite};

use super::Suite;
use crate::build::compile::{Compiler, Unit};
use crate::build::link::{Library, Linked, Linker};
use crate::build::output::OBJECTS;
use crate::build::record::absent_is_fine;
use crate::build::report::unexplained;
use crate::build::sources::{compile_all, units};
use crate::project::{Language, tests};

impl Suite<'_> {
    pub(super) fn of_sources(&self, cx: &Context, sources: &[PathBuf]) -> Result<BuildResult> {
        let root = &self.project.root;
        let folder = suite::folder(self.params)?;
        let objects = self.work.join(OBJECTS);
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
            let place = folder.join(name.replace('/', "-"));
            let module = place.with_extension("wasm");
            let work = objects.join("link").join(&name);
            fs::create_dir_all(&work)?;
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
