//! Removes what builds made. Go's own cache is not the project's.

use std::io;
use std::path::Path;

use wasmrun_plugin_sdk::Result;

/// Removes the folder of outputs.
pub(crate) fn clean(output_dir: &Path) -> Result<()> {
    match fs_err::remove_dir_all(output_dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
