//! The plugin: which of its parts answers which request.

use wasmrun_plugin_sdk::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, CleanResult, Context,
    CreateParams, CreateResult, DetectResult, Plugin, PluginInfo, ProjectParams, Result,
    SetupParams, WatchSpec, outputs, plugin_info, template,
};

use crate::build;
use crate::project::{self, watch};
use crate::templates::TEMPLATES;
use crate::toolchain;

/// Builds AssemblyScript.
pub(crate) struct AssemblyScriptPlugin;

impl Plugin for AssemblyScriptPlugin {
    fn info(&self) -> PluginInfo {
        plugin_info!()
            .with_extensions(["ts"])
            .with_entry_files(["asconfig.json", "package.json"])
            .with_templates(TEMPLATES.map(|template| template.name))
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
            .with_compile_wasm(true)
            .with_compile_webapp(true)
            .with_live_reload(true)
            .with_optimization(true)
            .with_supported_languages(["assemblyscript"])
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
        Ok(CheckResult::new(toolchain::survey(cx, params.project_path.as_deref())?))
    }

    fn setup(&mut self, cx: &Context, params: SetupParams) -> Result<CheckResult> {
        let root = params.project_path.as_deref();
        let before = CheckResult::new(toolchain::survey(cx, root)?);
        if before.ok && params.tools.is_empty() {
            return Ok(before);
        }
        toolchain::setup(cx)?;
        Ok(CheckResult::new(toolchain::survey(cx, root)?))
    }

    fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult> {
        build::build(cx, &params)
    }

    fn inputs(&mut self, _: &Context, params: ProjectParams) -> Result<WatchSpec> {
        Ok(watch(&params.project_path))
    }

    fn clean(&mut self, _: &Context, params: BuildParams) -> Result<CleanResult> {
        outputs::remove(&params.output_dir)?;
        Ok(CleanResult::new())
    }

    fn create(&mut self, _: &Context, params: CreateParams) -> Result<CreateResult> {
        template::create(&params, &TEMPLATES)
    }
}
