//! The plugin: which of its parts answers which request.

use wasmrun_plugin_sdk::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, CleanResult, Context,
    CreateParams, CreateResult, DetectResult, ErrorKind, Plugin, PluginInfo, ProjectParams, Result,
    SetupParams, WatchSpec, plugin_info, template,
};

use crate::build;
use crate::environment::Environment;
use crate::project::{
    EXTENSIONS, Layout, Project, ProjectSettings, ToolchainChoice, detect, watch,
};
use crate::setup::ZIG;
use crate::templates::TEMPLATES;
use crate::toolchain::{self, Toolchain};

/// Builds C and C++.
pub(crate) struct CPlugin {
    environment: Environment,
    /// The toolchain found for a choice, as long as it works: looking costs more than compiling.
    found: Option<(Option<ToolchainChoice>, Toolchain)>,
}

impl CPlugin {
    pub(crate) fn new(environment: Environment) -> Self {
        Self { environment, found: None }
    }

    fn toolchain(&mut self, cx: &Context, only: Option<ToolchainChoice>) -> Result<&Toolchain> {
        let known = self.found.take().filter(|(choice, _)| *choice == only);
        let found = match known {
            Some(known) => known,
            None => (only, toolchain::find(cx, &self.environment, only)?),
        };
        Ok(&self.found.insert(found).1)
    }
}

impl Plugin for CPlugin {
    fn info(&self) -> PluginInfo {
        plugin_info!()
            .with_extensions(EXTENSIONS)
            .with_entry_files([
                "main.c",
                "main.cpp",
                "CMakeLists.txt",
                "Makefile",
                "makefile",
                "GNUmakefile",
            ])
            .with_templates(TEMPLATES.map(|template| template.name))
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
            .with_compile_wasm(true)
            .with_live_reload(true)
            .with_optimization(true)
            .with_custom_targets(build::TARGETS)
            .with_supported_languages(["c", "cpp"])
            .with_inputs(true)
            .with_clean(true)
            .with_setup(true)
            .with_create(true)
            .with_cancel(true)
            .with_persistent(true)
    }

    fn detect(&mut self, _: &Context, params: ProjectParams) -> Result<DetectResult> {
        // A mistake in the settings is told by what follows, and is no reason not to be chosen for it.
        detect(&params.project_path, &ProjectSettings::read(&params.settings).unwrap_or_default())
    }

    fn check(&mut self, cx: &Context, params: CheckParams) -> Result<CheckResult> {
        let settings = ProjectSettings::read(&params.settings)?;
        let mut tools = toolchain::survey(cx, &self.environment, settings.toolchain)?;
        let root = params.project_path.as_deref();
        let project = root.map(|root| Project::find(root, &settings)).transpose()?.flatten();
        match project.map(|project| project.layout) {
            Some(Layout::CMake) => tools.push(cx.find_tool("cmake").require(">=3.13").look_up()?),
            Some(Layout::Makefile(_)) => tools.push(cx.find_tool("make").look_up()?),
            Some(Layout::Sources(_)) | None => {}
        }
        Ok(CheckResult::new(tools))
    }

    fn setup(&mut self, cx: &Context, params: SetupParams) -> Result<CheckResult> {
        let only = ProjectSettings::read(&params.settings)?.toolchain;
        let before = CheckResult::new(toolchain::survey(cx, &self.environment, only)?);
        if before.ok && params.tools.is_empty() {
            return Ok(before);
        }
        self.found = None;
        ZIG.install(cx)?;
        Ok(CheckResult::new(toolchain::survey(cx, &self.environment, only)?))
    }

    fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult> {
        let settings = ProjectSettings::read(&params.settings)?;
        let options = build::Options::new(&params)?;
        let project = Project::open(&params.project_path, &settings)?;
        let toolchain = self.toolchain(cx, settings.toolchain)?;
        let result = build::build(cx, toolchain, &project, &settings, options, &params);
        if result.as_ref().is_err_and(|error| error.kind() == ErrorKind::ToolchainMissing) {
            // It was there, and is gone.
            self.found = None;
        }
        result
    }

    fn inputs(&mut self, _: &Context, params: ProjectParams) -> Result<WatchSpec> {
        let settings = ProjectSettings::read(&params.settings)?;
        let project = Project::open(&params.project_path, &settings)?;
        Ok(watch(&project, None))
    }

    fn clean(&mut self, _: &Context, params: BuildParams) -> Result<CleanResult> {
        build::clean(&params.project_path, &params.output_dir)?;
        Ok(CleanResult::new())
    }

    fn create(&mut self, _: &Context, params: CreateParams) -> Result<CreateResult> {
        template::create(&params, &TEMPLATES)
    }
}
