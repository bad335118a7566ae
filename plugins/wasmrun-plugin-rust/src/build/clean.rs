//! Removes what builds made, and nothing else.

use std::io;

use wasmrun_plugin_sdk::outputs;
use wasmrun_plugin_sdk::{BuildParams, Context, Result};

use super::options::Options;
use crate::project::Metadata;
use crate::toolchain::any_cargo;

/// Removes the outputs of the build with these parameters: from its own folder, and from cargo's.
///
/// `cargo clean --profile` is no help: whatever `--target` says, it removes what cargo built for this
/// machine.
pub(crate) fn clean(cx: &Context, params: &BuildParams) -> Result<()> {
    let options = Options::new(params)?;
    outputs::remove(&params.output_dir)?;
    let cargo = any_cargo(options.settings.toolchain.as_deref())?;
    let Ok(metadata) = Metadata::read(cx, &cargo, &params.project_path)? else { return Ok(()) };
    let folder = match options.profile.as_str() {
        "dev" => "debug",
        profile => profile,
    };
    let made = metadata.target_directory().join(options.target.name()).join(folder);
    match fs_err::remove_dir_all(made) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
