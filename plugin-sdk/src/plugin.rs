//! The trait that a plugin implements.

use wasmrun_protocol::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, CleanResult, CreateParams,
    CreateResult, DetectResult, ErrorKind, PluginInfo, ProjectParams, SetupParams, ValidateResult,
    WatchSpec,
};

use crate::{Context, Error, Result};

/// A language plugin.
///
/// Requests come one at a time, on one thread that owns the plugin. Whatever takes longer than a
/// moment should look at [`Context::check_cancelled`] now and then; tools started with
/// [`Context::tool`] are ended by themselves.
///
/// The methods with a body are optional: to offer one, implement it and set the capability of the
/// same name. Paths in parameters are absolute when a method is called.
pub trait Plugin: Send + 'static {
    /// Name, version, and what marks a project of this language.
    fn info(&self) -> PluginInfo;

    /// What the plugin can do.
    fn capabilities(&self) -> Capabilities;

    /// Says whether a folder is a project of this language. Quick, and never changes anything.
    fn detect(&mut self, cx: &Context, params: ProjectParams) -> Result<DetectResult>;

    /// Looks for the tools that a build needs. A missing tool is a result, not an error.
    fn check(&mut self, cx: &Context, params: CheckParams) -> Result<CheckResult>;

    /// Builds a project. One that does not compile is a result, not an error.
    fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult>;

    /// Brings the toolchain into [`Context::dirs`], and answers what is there afterwards.
    fn setup(&mut self, cx: &Context, params: SetupParams) -> Result<CheckResult> {
        let _ = (cx, params);
        Err(not_offered("setup"))
    }

    /// Looks for faults without building; they travel through [`Context::diagnostic`].
    fn validate(&mut self, cx: &Context, params: ProjectParams) -> Result<ValidateResult> {
        let _ = (cx, params);
        Err(not_offered("validate"))
    }

    /// Says what to watch before the first build.
    fn inputs(&mut self, cx: &Context, params: ProjectParams) -> Result<WatchSpec> {
        let _ = (cx, params);
        Err(not_offered("inputs"))
    }

    /// Removes what a build with the same parameters made, and nothing else.
    fn clean(&mut self, cx: &Context, params: BuildParams) -> Result<CleanResult> {
        let _ = (cx, params);
        Err(not_offered("clean"))
    }

    /// Writes a new project into a folder that is empty or does not exist.
    fn create(&mut self, cx: &Context, params: CreateParams) -> Result<CreateResult> {
        let _ = (cx, params);
        Err(not_offered("create"))
    }
}

pub(crate) fn not_offered(method: &str) -> Error {
    Error::new(ErrorKind::MethodNotFound, format!("there is no method `{method}`"))
}
