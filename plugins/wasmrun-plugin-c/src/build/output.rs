//! A whole build: picks the way, and describes what came of it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Result, RunMode, RunPlan, outputs,
};

use super::options::{Options, Product};
use super::program::{self, Made};
use super::suite::Suite;
use super::writable::require_writable;
use super::{cmake, make, page, sources};
use crate::project::{Flags, Layout, Project, ProjectSettings, watch};
use crate::toolchain::Toolchain;

/// Folder in the folder for work for objects and what is remembered of them.
pub(super) const OBJECTS: &str = "objects";
/// Folders of outputs where modules and pages are worked on: hidden, since the rest may be a page's, and
/// served.
const MODULE_WORK: &str = ".module";
const PAGE_WORK: &str = ".page";

/// What became of a build.
pub(super) enum Outcome {
    Failed,
    Built { fresh: bool },
}

/// The module's name: that of the project's folder.
fn module_name(root: &Path) -> OsString {
    format!("{}.wasm", outputs::name_for(root)).into()
}

/// A project that is built.
struct Build<'a> {
    toolchain: &'a Toolchain,
    project: &'a Project,
    settings: &'a ProjectSettings,
    options: Options,
    params: &'a BuildParams,
    flags: Flags,
    /// Where to work.
    work: PathBuf,
}

/// Builds a project.
pub(crate) fn build(
    cx: &Context,
    toolchain: &Toolchain,
    project: &Project,
    settings: &ProjectSettings,
    options: Options,
    params: &BuildParams,
) -> Result<BuildResult> {
    let caches = toolchain.caches.iter().map(|(_, folder)| folder);
    for folder in caches.chain([&params.output_dir]) {
        require_writable(folder)?;
    }
    toolchain.prepare()?;
    let flags = Flags::read(project, &params.custom_args, toolchain.choice)?;
    let work = match options.product {
        Product::Module => MODULE_WORK,
        Product::Page => PAGE_WORK,
    };
    outputs::remember(&params.output_dir, [work])?;
    let work = params.output_dir.join(work);
    let watch = watch(project, Some(&params.output_dir));
    let build = Build { toolchain, project, settings, options, params, flags, work };
    let result = match options.product {
        _ if params.tests => build.tests(cx),
        Product::Module => build.module(cx),
        Product::Page => build.page(cx),
    };
    Ok(result?.with_watch(watch))
}

impl Build<'_> {
    fn tests(&self, cx: &Context) -> Result<BuildResult> {
        let Self { toolchain, project, options, ref flags, params, ref work, .. } = *self;
        Suite { toolchain, project, options, flags, params, work }.build(cx)
    }

    fn module(&self, cx: &Context) -> Result<BuildResult> {
        let output = &self.params.output_dir;
        let name = module_name(&self.project.root);
        outputs::remember(output, [name.to_string_lossy()])?;
        let module = output.join(name);
        let outcome = match &self.project.layout {
            Layout::Sources(sources) => self.sources(sources).module(cx, &module)?,
            Layout::CMake | Layout::Makefile(_) => match self.made(cx)? {
                None => Outcome::Failed,
                Some(made) => {
                    let program = made.program(self.settings, &self.project.root)?;
                    program::take(cx, &program, self.options, &module)?
                }
            },
        };
        let Outcome::Built { fresh } = outcome else { return Ok(BuildResult::failed()) };
        Ok(BuildResult::succeeded(vec![Artifact::primary(ArtifactKind::Wasm, &module)])
            .with_fresh(fresh)
            .with_run(vec![RunPlan::new(RunMode::Wasi, module)]))
    }

    fn page(&self, cx: &Context) -> Result<BuildResult> {
        let (program, fresh) = match &self.project.layout {
            Layout::Sources(sources) => {
                let folder = self.work.join("page");
                fs::create_dir_all(&folder)?;
                let program = folder.join(module_name(&self.project.root));
                let outcome = self.sources(sources).script(cx, &program.with_extension("js"))?;
                let Outcome::Built { fresh } = outcome else { return Ok(BuildResult::failed()) };
                (program, fresh)
            }
            Layout::CMake | Layout::Makefile(_) => match self.made(cx)? {
                None => return Ok(BuildResult::failed()),
                Some(made) => (made.program(self.settings, &self.project.root)?, false),
            },
        };
        let artifacts = page::assemble(
            &self.project.root,
            &program,
            self.flags.shell_file(),
            &self.params.output_dir,
        )?;
        let plan = RunPlan::new(RunMode::Browser, self.params.output_dir.join(page::INDEX));
        Ok(BuildResult::succeeded(artifacts).with_run(vec![plan]).with_fresh(fresh))
    }

    fn sources<'a>(&'a self, sources: &'a [PathBuf]) -> sources::Run<'a> {
        let Self { toolchain, project, options, ref flags, ref work, .. } = *self;
        sources::Run { toolchain, project, sources, options, flags, work }
    }

    /// What the project's own build tool makes; `None` if it failed, of which the host was told.
    fn made(&self, cx: &Context) -> Result<Option<Made>> {
        let Self { toolchain, project, options, params, ref work, .. } = *self;
        match &project.layout {
            Layout::Makefile(makefile) => {
                make::Run { toolchain, project, makefile, options, params, work }.build(cx)
            }
            _ => cmake::Run { toolchain, project, options, params, work }.build(cx),
        }
    }
}
