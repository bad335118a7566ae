//! The project's tests: what `cargo test` would run, as run plans.

use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Preopen, Result, suite,
};

use super::compile::Outcome;
use super::module::copy_changed;

/// Copies the programs with tests from cargo's folder. The current folder of each is its package's, as
/// cargo has it.
pub(super) fn collect(params: &BuildParams, outcome: &Outcome) -> Result<BuildResult> {
    let folder = suite::folder(params)?;
    let (mut artifacts, mut plans) = (Vec::new(), Vec::new());
    let mut copied = false;
    for module in outcome.modules.iter().filter(|module| module.is_test) {
        // A library and a program may have the same name; cargo's files do not.
        let Some(file) = module.path.file_name() else { continue };
        let place = folder.join(file);
        copied |= copy_changed(&module.path, &place)?;
        artifacts.push(Artifact::new(ArtifactKind::Wasm, &place));
        let package = Preopen::new(&module.package, ".");
        let mut plan = suite::plan(params, place, &module.name, vec![package])?;
        // A panic is a trap here: what the harness holds back until a test's end would be lost.
        plan.env.insert("RUST_TEST_NOCAPTURE".to_owned(), "1".to_owned());
        plans.push(plan);
    }
    let fresh = outcome.fresh && !copied;
    Ok(BuildResult::succeeded(artifacts).with_run(plans).with_fresh(fresh))
}
