//! The one place where the plugin reads its environment.

use std::path::PathBuf;

/// The folder of the user's WASI SDK, from the variable that all users of the SDK set.
#[expect(clippy::disallowed_methods, reason = "this is the plugin's one place for it")]
pub(crate) fn wasi_sdk_path() -> Option<PathBuf> {
    std::env::var_os("WASI_SDK_PATH").filter(|path| !path.is_empty()).map(PathBuf::from)
}
