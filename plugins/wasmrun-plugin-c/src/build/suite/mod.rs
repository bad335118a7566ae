//! The project's tests, each a program that fails by ending with a status other than 0: as `ctest` would
//! run them, as a Makefile's recipe would, or one for each source in the folder of tests.

mod call;
mod cmake;
mod make;
mod pattern;
mod recipe;
mod sources;

use std::path::Path;

use wasmrun_plugin_sdk::{BuildParams, BuildResult, Context, Result};

use super::Options;
use crate::project::{Flags, Layout, Project};
use crate::toolchain::Toolchain;

/// What building the tests needs.
pub(super) struct Suite<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) project: &'a Project,
    pub(super) options: Options,
    pub(super) flags: &'a Flags,
    pub(super) params: &'a BuildParams,
    /// Where to work.
    pub(super) work: &'a Path,
}

impl Suite<'_> {
    /// Builds every program with tests.
    pub(super) fn build(&self, cx: &Context) -> Result<BuildResult> {
        match &self.project.layout {
            Layout::Sources(sources) => self.of_sources(cx, sources),
            Layout::CMake => self.of_cmake(cx),
            Layout::Makefile(makefile) => self.of_make(cx, makefile),
        }
    }
}
