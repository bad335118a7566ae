//! What the plugin takes from its environment, read in one place.

use std::path::PathBuf;

/// What the host's environment says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    /// The host's executable, which runs the interpreter when sources are to be checked.
    pub(crate) host: Option<PathBuf>,
}

impl Environment {
    /// Reads the environment of this process.
    #[expect(clippy::disallowed_methods, reason = "this is the plugin's one place for it")]
    pub(crate) fn read() -> Self {
        let host = std::env::var_os("WASMRUN").map(PathBuf::from);
        Self { host: host.filter(|host| host.is_absolute()) }
    }
}
