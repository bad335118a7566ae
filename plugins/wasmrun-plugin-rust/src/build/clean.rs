//! Removes what builds made, and nothing else.

use std::io;

use fs_err as fs;
use wasmrun_plugin_sdk::{BuildParams, Context, Error, ErrorKind, Result};

use super::options::Options;
use crate::project::Metadata;
use crate::toolchain::any_cargo;

/// Removes the outputs of the build with these parameters: from its own folder, and from cargo's.
pub(crate) fn clean(cx: &Context, params: &BuildParams) -> Result<()> {
    let options = Options::new(params)?;
    let root = &params.project_path;
    match fs::remove_dir_all(&params.output_dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let cargo = any_cargo(options.settings.toolchain.as_deref())?;
    let Ok(metadata) = Metadata::read(cx, &cargo, root)? else { return Ok(()) };
    let folder = match options.profile.as_str() {
        "dev" => "debug",
        profile => profile,
    };
    let made = metadata.target_directory().join(options.target.name()).join(folder);
    if !made.is_dir() {
        return Ok(());
    }
    let output =
        cargo.command(cx).arg("clean").args(options.arguments_of_clean()).quiet().run_in(root)?;
    if output.success() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::ToolFailed, "`cargo clean` failed")
        .with_cause(&io::Error::other(output.stderr)))
}
