//! What the plugin takes from its environment, read in one place.

use std::path::PathBuf;

/// What the user's environment says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    /// The folder of a WASI SDK, from the variable that all users of the SDK set.
    pub(crate) wasi_sdk: Option<PathBuf>,
}

impl Environment {
    /// Reads the environment of this process.
    #[expect(clippy::disallowed_methods, reason = "this is the plugin's one place for it")]
    pub(crate) fn read() -> Self {
        let wasi_sdk = std::env::var_os("WASI_SDK_PATH").filter(|path| !path.is_empty());
        Self { wasi_sdk: wasi_sdk.map(PathBuf::from) }
    }
}
