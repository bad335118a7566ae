//! A plugin whose build runs a shell script: the one in its first custom argument.

use wasmrun_plugin_sdk::semver::Version;
use wasmrun_plugin_sdk::testing::PluginTest;
use wasmrun_plugin_sdk::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, CleanResult, Context,
    DetectResult, Plugin, PluginInfo, ProjectParams, Result, ToolStatus,
};

pub(crate) struct ScriptPlugin;

impl Plugin for ScriptPlugin {
    fn info(&self) -> PluginInfo {
        PluginInfo::new("script", Version::new(1, 2, 3)).with_extensions(["sh"])
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default().with_cancel(true).with_persistent(true).with_clean(true)
    }

    fn detect(&mut self, _: &Context, params: ProjectParams) -> Result<DetectResult> {
        assert!(!params.project_path.ends_with("panic"), "no such luck");
        Ok(DetectResult::matching(100).with_reason("r".repeat(2_000)))
    }

    /// Looks for the tool that the settings name.
    fn check(&mut self, cx: &Context, params: CheckParams) -> Result<CheckResult> {
        let text = |name: &str| params.settings.get(name).and_then(|value| value.as_str());
        let mut search = cx.find_tool(text("tool").unwrap_or("sh"));
        if let Some(requirement) = text("requirement") {
            search = search.require(requirement);
        }
        Ok(CheckResult::new(vec![search.look_up()?]))
    }

    fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult> {
        let script = &params.custom_args[0];
        let mut lines = 0;
        let tool = cx.tool("sh").arg("-c").arg(script).args(&params.custom_args[1..]);
        let tool = tool.env("GREETING", "hello").on_line(|_, _| lines += 1);
        let output = tool.run_in(&params.project_path)?;
        cx.progress(format!(
            "{lines} lines, {} and {} bytes",
            output.stdout.len(),
            output.stderr.len()
        ));
        Ok(if output.success() {
            BuildResult::succeeded(Vec::new())
        } else {
            BuildResult::failed()
        })
    }

    fn clean(&mut self, _: &Context, _: BuildParams) -> Result<CleanResult> {
        Ok(CleanResult::new())
    }
}

/// Parameters of a build that runs a script in the test's folder.
pub(crate) fn script(test: &PluginTest, script: &str) -> BuildParams {
    BuildParams::new(test.directory(), test.directory().join("out")).with_custom_args([script])
}

/// The state of the only tool that a check reports.
pub(crate) fn only_status(result: &CheckResult) -> ToolStatus {
    let [tool] = &*result.tools else { panic!("expected one tool, found {:?}", result.tools) };
    tool.status
}
