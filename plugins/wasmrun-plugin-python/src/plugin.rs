//! The plugin: which of its parts answers which request.

use wasmrun_plugin_sdk::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, CleanResult, Context,
    CreateParams, CreateResult, DetectResult, Plugin, PluginInfo, ProjectParams, Result,
    SetupParams, WatchSpec, outputs, plugin_info, template,
};

use crate::build;
use crate::environment::Environment;
use crate::interpreter;
use crate::project::{self, Requirements, watch};
use crate::templates::TEMPLATES;

/// Runs Python.
pub(crate) struct PythonPlugin {
    environment: Environment,
}

impl PythonPlugin {
    pub(crate) fn new(environment: Environment) -> Self {
        Self { environment }
    }
}

impl Plugin for PythonPlugin {
    fn info(&self) -> PluginInfo {
        plugin_info!()
            .with_extensions(["py"])
            .with_entry_files(["pyproject.toml", "requirements.txt", "main.py", "__main__.py"])
            .with_templates(TEMPLATES.map(|template| template.name))
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
            .with_compile_wasm(true)
            .with_live_reload(true)
            .with_optimization(true)
            .with_custom_targets(build::TARGETS)
            .with_supported_languages(["python"])
            .with_inputs(true)
            .with_clean(true)
            .with_setup(true)
            .with_create(true)
            .with_cancel(true)
            .with_persistent(true)
    }

    fn detect(&mut self, _: &Context, params: ProjectParams) -> Result<DetectResult> {
        project::detect(&params.project_path, &params.settings)
    }

    fn check(&mut self, cx: &Context, params: CheckParams) -> Result<CheckResult> {
        let mut tools = vec![interpreter::look_up(cx)?];
        if let Some(root) = &params.project_path
            && !Requirements::read(root)?.is_empty()
        {
            tools.push(interpreter::look_up_pip(cx)?);
        }
        Ok(CheckResult::new(tools))
    }

    fn setup(&mut self, cx: &Context, params: SetupParams) -> Result<CheckResult> {
        interpreter::setup(cx)?;
        let mut check = CheckParams::new().with_settings(params.settings);
        check.project_path = params.project_path;
        self.check(cx, check)
    }

    fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult> {
        build::build(cx, &self.environment, &params)
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
