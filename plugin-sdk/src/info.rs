//! What a plugin's package says of it.

use semver::Version;
use wasmrun_protocol::{PluginInfo, executable};

/// What the package of a plugin says of it in its Cargo.toml: the name (that of the package, without
/// `wasmrun-plugin-`), version, description and authors.
///
/// ```
/// use wasmrun_plugin_sdk::plugin_info;
///
/// let info = plugin_info!().with_extensions(["wat"]).with_entry_files(["main.wat"]);
/// # assert_eq!(info.version.to_string(), env!("CARGO_PKG_VERSION"));
/// ```
#[macro_export]
macro_rules! plugin_info {
    () => {
        $crate::info_of_package(
            env!("CARGO_PKG_NAME"),
            env!("CARGO_PKG_VERSION"),
            env!("CARGO_PKG_DESCRIPTION"),
            env!("CARGO_PKG_AUTHORS"),
        )
    };
}

/// The function behind [`plugin_info`].
#[doc(hidden)]
pub fn info_of_package(name: &str, version: &str, description: &str, authors: &str) -> PluginInfo {
    let name = name.strip_prefix(executable::PREFIX).unwrap_or(name);
    // Cargo builds no package with another version.
    let version = Version::parse(version).unwrap_or(Version::new(0, 0, 0));
    let info = PluginInfo::new(name, version).with_description(description);
    // Cargo puts a colon between two.
    if authors.is_empty() { info } else { info.with_author(authors.replace(':', ", ")) }
}
