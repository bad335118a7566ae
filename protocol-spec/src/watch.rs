//! Watch specifications: which changes should start a build.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What to watch. `output_dir`, `.git` and what git ignores are left out in any case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WatchSpec {
    /// Files, and folders with all that is in them. Absolute.
    pub paths: Vec<PathBuf>,
    /// Globs in the style of `.gitignore`, relative to each path. Empty: everything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Globs of what to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
}

impl WatchSpec {
    /// Watches these files and folders.
    pub fn new(paths: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        let paths = paths.into_iter().map(Into::into).collect();
        Self { paths, ..Self::default() }
    }
}

setters! { WatchSpec:
    /// Watches only what these globs match.
    with_include(include: impl IntoIterator<Item = impl Into<String>>) =
        include.into_iter().map(Into::into).collect();
    /// Leaves out what these globs match.
    with_ignore(ignore: impl IntoIterator<Item = impl Into<String>>) =
        ignore.into_iter().map(Into::into).collect();
}
