//! The plugin: which of its parts answers which request.

use wasmrun_plugin_sdk::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, CleanResult, Context,
    CreateParams, CreateResult, DetectResult, Plugin, PluginInfo, ProjectParams, Result,
    SetupParams, ValidateResult, WatchSpec, outputs, plugin_info, template,
};

use crate::build::{self, TARGETS};
use crate::compiler;
use crate::project::{self, ProjectSettings};
use crate::setup::GO;
use crate::templates::TEMPLATES;

/// Builds Go.
pub(crate) struct GoPlugin;

impl Plugin for GoPlugin {
    fn info(&self) -> PluginInfo {
        plugin_info!()
            .with_extensions(["go"])
            .with_entry_files(["go.mod", "go.work"])
            .with_templates(TEMPLATES.map(|template| template.name))
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
            .with_compile_wasm(true)
            .with_compile_webapp(true)
            .with_live_reload(true)
            .with_optimization(true)
            .with_custom_targets(TARGETS)
            .with_supported_languages(["go"])
            .with_validate(true)
            .with_inputs(true)
            .with_clean(true)
            .with_setup(true)
            .with_create(true)
            .with_cancel(true)
            .with_persistent(true)
    }

    fn detect(&mut self, _: &Context, params: ProjectParams) -> Result<DetectResult> {
        project::detect(&params.project_path)
    }

    fn check(&mut self, cx: &Context, params: CheckParams) -> Result<CheckResult> {
        let settings = ProjectSettings::read(&params.settings)?;
        Ok(CheckResult::new(compiler::survey(cx, settings.compiler)?))
    }

    fn setup(&mut self, cx: &Context, params: SetupParams) -> Result<CheckResult> {
        let only = ProjectSettings::read(&params.settings)?.compiler;
        let before = CheckResult::new(compiler::survey(cx, only)?);
        if before.ok && params.tools.is_empty() {
            return Ok(before);
        }
        GO.install(cx)?;
        Ok(CheckResult::new(compiler::survey(cx, only)?))
    }

    fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult> {
        build::build(cx, &params)
    }

    fn validate(&mut self, cx: &Context, params: ProjectParams) -> Result<ValidateResult> {
        build::validate(cx, &params)
    }

    fn inputs(&mut self, _: &Context, params: ProjectParams) -> Result<WatchSpec> {
        Ok(project::watch(&params.project_path))
    }

    fn clean(&mut self, _: &Context, params: BuildParams) -> Result<CleanResult> {
        outputs::remove(&params.output_dir)?;
        Ok(CleanResult::new())
    }

    fn create(&mut self, _: &Context, params: CreateParams) -> Result<CreateResult> {
        template::create(&params, &TEMPLATES)
    }
}
