//! The plugin: which of its parts answers which request.

use wasmrun_plugin_sdk::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, CleanResult, Context,
    CreateParams, CreateResult, DetectResult, Plugin, PluginInfo, ProjectParams, Result,
    SetupParams, WatchSpec, plugin_info, template,
};

use crate::build;
use crate::environment::Environment;
use crate::project::{self, Metadata, ProjectSettings};
use crate::templates::TEMPLATES;
use crate::toolchain::{self, Target};

/// Builds Rust.
pub(crate) struct RustPlugin {
    environment: Environment,
}

impl RustPlugin {
    pub(crate) fn new(environment: Environment) -> Self {
        Self { environment }
    }
}

impl Plugin for RustPlugin {
    fn info(&self) -> PluginInfo {
        plugin_info!()
            .with_extensions(["rs"])
            .with_entry_files(["Cargo.toml"])
            .with_templates(TEMPLATES.map(|template| template.name))
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
            .with_compile_wasm(true)
            .with_compile_webapp(true)
            .with_live_reload(true)
            .with_optimization(true)
            .with_custom_targets(Target::ALL.map(Target::name))
            .with_supported_languages(["rust"])
            .with_inputs(true)
            .with_clean(true)
            .with_setup(true)
            .with_create(true)
            .with_cancel(true)
            .with_persistent(true)
    }

    fn detect(&mut self, _: &Context, params: ProjectParams) -> Result<DetectResult> {
        Ok(project::detect(&params.project_path))
    }

    fn check(&mut self, cx: &Context, params: CheckParams) -> Result<CheckResult> {
        let settings = ProjectSettings::read(&params.settings)?;
        let root = params.project_path.as_deref();
        Ok(CheckResult::new(toolchain::survey(cx, root, &settings)?))
    }

    fn setup(&mut self, cx: &Context, params: SetupParams) -> Result<CheckResult> {
        let settings = ProjectSettings::read(&params.settings)?;
        let root = params.project_path.as_deref();
        toolchain::setup(cx, root, &settings, &params.tools)?;
        Ok(CheckResult::new(toolchain::survey(cx, root, &settings)?))
    }

    fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult> {
        build::build(cx, &self.environment, &params)
    }

    fn inputs(&mut self, cx: &Context, params: ProjectParams) -> Result<WatchSpec> {
        let settings = ProjectSettings::read(&params.settings)?;
        let root = &params.project_path;
        let cargo = toolchain::any_cargo(settings.toolchain.as_deref())?;
        Ok(match Metadata::read(cx, &cargo, root)? {
            Ok(metadata) => metadata.watch(root),
            Err(_) => project::watch_folder(root),
        })
    }

    fn clean(&mut self, cx: &Context, params: BuildParams) -> Result<CleanResult> {
        build::clean(cx, &params)?;
        Ok(CleanResult::new())
    }

    fn create(&mut self, _: &Context, params: CreateParams) -> Result<CreateResult> {
        template::create(&params, &TEMPLATES)
    }
}
