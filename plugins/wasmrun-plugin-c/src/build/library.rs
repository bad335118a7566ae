//! The first link with Zig, which builds the library for WASI.

use std::path::PathBuf;

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Result};

use crate::project::{Language, ToolchainChoice};
use crate::toolchain::Toolchain;

/// Remembers in the cache that a toolchain has built its library, which Zig does at the first use:
/// it takes long enough that a person wants to know why.
pub(super) struct LibraryMarker(Option<PathBuf>);

impl LibraryMarker {
    pub(super) fn new(cx: &Context, toolchain: &Toolchain, language: Language) -> Self {
        let zig = [ToolchainChoice::Zig, ToolchainChoice::SetUp, ToolchainChoice::PythonZig];
        let name = format!("library-{}-{}", toolchain.version, language.name());
        Self(zig.contains(&toolchain.choice).then(|| cx.dirs().cache.join("zig").join(name)))
    }

    /// What to say before linking.
    pub(super) fn announcement(&self) -> &'static str {
        match &self.0 {
            Some(marker) if !marker.exists() => {
                "linking; the library is built first, once, which takes about half a minute"
            }
            _ => "linking",
        }
    }

    /// Notes that the library is there, as it is after a successful link.
    pub(super) fn set(&self) -> Result<()> {
        if let Some(marker) = self.0.as_ref().filter(|marker| !marker.exists()) {
            fs::create_dir_all(marker.parent().unwrap_or(marker))?;
            fs::write(marker, "")?;
        }
        Ok(())
    }
}
