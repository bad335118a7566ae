//! What the plugin takes from its environment, read in one place.

use std::env;
use std::ffi::OsString;
use std::path::Path;

/// What the host's environment says.
pub(crate) struct Environment {
    path: OsString,
}

impl Environment {
    /// Reads the environment.
    #[expect(clippy::disallowed_methods, reason = "this is the plugin's one place for it")]
    pub(crate) fn read() -> Self {
        Self { path: env::var_os("PATH").unwrap_or_default() }
    }

    /// PATH with the folders of these programs before all others.
    pub(crate) fn path_with<'a>(&self, programs: impl IntoIterator<Item = &'a Path>) -> OsString {
        let folders = programs.into_iter().filter_map(Path::parent).map(Path::to_path_buf);
        let all = folders.chain(env::split_paths(&self.path));
        // A folder with the separator in its name cannot be in PATH.
        env::join_paths(all).unwrap_or_else(|_| self.path.clone())
    }
}
