//! The plugin: which of its parts answers which request.

use wasmrun_plugin_sdk::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, CleanResult, Context,
    CreateParams, CreateResult, DetectResult, ErrorKind, Plugin, PluginInfo, ProjectParams, Result,
    SetupParams, WatchSpec, outputs, plugin_info, template,
};

use crate::build::{self, Product};
use crate::environment::Environment;
use crate::project::{EXTENSIONS, Layout, Project, ProjectSettings, detect, is_page, watch};
use crate::setup::ZIG;
use crate::templates::TEMPLATES;
use crate::toolchain::{self, Toolchain, Wanted};

/// Builds C and C++.
pub(crate) struct CPlugin {
    environment: Environment,
    /// The toolchain found last, as long as it works: looking costs more than compiling.
    found: Option<(Wanted, Toolchain)>,
}

impl CPlugin {
    pub(crate) fn new(environment: Environment) -> Self {
        Self { environment, found: None }
    }

    fn toolchain(&mut self, cx: &Context, wanted: Wanted) -> Result<&Toolchain> {
        let known = self.found.take().filter(|(before, _)| *before == wanted);
        let found = match known {
            Some(known) => known,
            None => (wanted, toolchain::find(cx, &self.environment, wanted)?),
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
            .with_compile_webapp(true)
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
        let root = params.project_path.as_deref();
        let project = root.map(|root| Project::find(root, &settings)).transpose()?.flatten();
        let is_page = project.as_ref().is_some_and(is_page);
        let product = if is_page { Product::Page } else { Product::Module };
        let wanted = Wanted { product, only: settings.toolchain };
        let mut tools = toolchain::survey(cx, &self.environment, wanted)?;
        match project.map(|project| project.layout) {
            Some(Layout::CMake) => tools.push(cx.find_tool("cmake").require(">=3.13").look_up()?),
            Some(Layout::Makefile(_)) => tools.push(cx.find_tool("make").look_up()?),
            Some(Layout::Sources(_)) | None => {}
        }
        Ok(CheckResult::new(tools))
    }

    fn setup(&mut self, cx: &Context, params: SetupParams) -> Result<CheckResult> {
        let only = ProjectSettings::read(&params.settings)?.toolchain;
        let wanted = Wanted { product: Product::Module, only };
        let before = CheckResult::new(toolchain::survey(cx, &self.environment, wanted)?);
        if before.ok && params.tools.is_empty() {
            return Ok(before);
        }
        self.found = None;
        ZIG.install(cx)?;
        Ok(CheckResult::new(toolchain::survey(cx, &self.environment, wanted)?))
    }

    fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult> {
        let settings = ProjectSettings::read(&params.settings)?;
        let options = build::Options::new(&params)?;
        let project = Project::open(&params.project_path, &settings)?;
        let wanted = Wanted { product: options.product, only: settings.toolchain };
        let toolchain = self.toolchain(cx, wanted)?;
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
        outputs::remove(&params.output_dir)?;
        Ok(CleanResult::new())
    }

    fn create(&mut self, _: &Context, params: CreateParams) -> Result<CreateResult> {
        template::create(&params, &TEMPLATES)
    }
}
