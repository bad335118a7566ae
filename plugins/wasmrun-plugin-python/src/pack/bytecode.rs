//! Compiles what is packed, so that the module need not at each start: half of the time until a program with packages begins.

use std::ffi::OsString;
use std::path::Path;

use wasmrun_plugin_sdk::{Context, Result};

use crate::interpreter::mount;

/// Compiles the sources in `folders`, each with its name in the guest, at the level that the module has. The bytecode stands beside
/// them and is taken for right: the sources in a module do not change.
///
/// A source that does not compile stays as it is. Packages have such, of which nothing is ever imported.
pub(super) fn compile(
    cx: &Context,
    host: &Path,
    interpreter: &Path,
    level: Option<&str>,
    folders: &[(&Path, &str)],
) -> Result<()> {
    cx.progress("compiling sources");
    let mounts = folders.iter().flat_map(|(folder, guest)| ["--dir".into(), mount(folder, guest)]);
    let names = folders.iter().map(|(_, guest)| OsString::from(guest));
    cx.tool(host)
        .arg("exec")
        .args(mounts)
        .arg(interpreter)
        .args(level)
        .args(["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"])
        .args(names)
        .quiet()
        .run_in(folders[0].0)?;
    Ok(())
}
