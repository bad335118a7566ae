//! A test as a build tool would run it: a program with arguments, variables and a folder.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{
    Access, Artifact, ArtifactKind, BuildParams, BuildResult, Context, Expectation, Preopen,
    Result, suite,
};

use crate::build::module::lacks_main;
use crate::build::report::{no_main, tell};

/// A run of a program.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// What to call the test.
    pub(super) name: String,
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    pub(super) variables: BTreeMap<String, String>,
    /// The current folder.
    pub(super) folder: PathBuf,
    /// What it does when its tests pass, where that is not to end with status 0.
    pub(super) expect: Option<Expectation>,
}

/// What runs the calls. A program sees the project and the folder `build`, too, by the names that they
/// have here, since build tools hand such names to programs; below `build` it may write.
pub(super) fn result(
    cx: &Context,
    params: &BuildParams,
    calls: Vec<Call>,
    build: &Path,
) -> Result<BuildResult> {
    let (mut artifacts, mut plans) = (Vec::new(), Vec::new());
    for call in calls {
        if lacks_main(&fs::read(&call.program)?) {
            tell(cx, [&no_main()]);
            return Ok(BuildResult::failed());
        }
        let artifact = Artifact::new(ArtifactKind::Wasm, &call.program);
        if !artifacts.contains(&artifact) {
            artifacts.push(artifact);
        }
        let folder = |host: &Path, guest: &str| {
            let preopen = Preopen::new(host, guest);
            if host.starts_with(build) { preopen.with_access(Access::ReadWrite) } else { preopen }
        };
        let own_name = |host: &Path| folder(host, &host.to_string_lossy());
        let folders =
            vec![folder(&call.folder, "."), own_name(&params.project_path), own_name(build)];
        let mut plan = suite::plan(params, call.program, &call.name, folders)?;
        plan.args.extend(call.arguments);
        plan.env.extend(call.variables);
        plan.expect = call.expect;
        plans.push(plan);
    }
    Ok(BuildResult::succeeded(artifacts).with_run(plans))
}

/// The program's path below `folder`, with slashes: what to call a test that has no name.
pub(super) fn name_in(folder: &Path, program: &Path) -> String {
    let inside = program.strip_prefix(folder).unwrap_or(program);
    let parts = inside.components().filter(|part| !matches!(part, Component::CurDir));
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
