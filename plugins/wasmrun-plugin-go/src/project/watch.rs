//! Which changes should start a build.

use std::path::Path;

use wasmrun_plugin_sdk::WatchSpec;

/// What to watch. A file of any kind may be embedded into the program.
pub(crate) fn watch(root: &Path) -> WatchSpec {
    WatchSpec::new([root]).with_ignore([".*/**", "*.wasm"])
}
