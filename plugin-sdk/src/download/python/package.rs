//! What a plugin says of the package that it pins: one version, and the checksums of its files.

use std::path::{Path, PathBuf};

use wasmrun_protocol::Tool;

use super::{install, interpreter};
use crate::{Context, Result};

/// A package of the Python Package Index that holds a toolchain.
///
/// pip downloads it, and only its files are taken: nothing of it is installed, and none of it runs but
/// the program.
///
/// ```
/// use wasmrun_plugin_sdk::download::PythonPackage;
///
/// const ZIG: PythonPackage = PythonPackage {
///     name: "ziglang",
///     version: "0.17.0",
///     title: "the compiler Zig",
///     program: "ziglang/zig",
///     megabytes: 101,
///     megabytes_on_disk: 470,
///     sha256: &["97079827064a7492cce5541ceb438ae8003ce1e54e399676da2d62fb7a5dc08b"],
///     otherwise: "or put `zig` on PATH",
/// };
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a plugin writes it as a constant")]
pub struct PythonPackage {
    /// The package's name in the index.
    pub name: &'static str,
    /// The one version that is taken, which the program prints when it is asked `version`.
    pub version: &'static str,
    /// What to call it in messages.
    pub title: &'static str,
    /// The program in the package, with slashes and without the system's ending.
    pub program: &'static str,
    /// Size of the download, about the same for all systems.
    pub megabytes: u64,
    /// What it takes on disk, about the same likewise, with what the first build makes.
    pub megabytes_on_disk: u64,
    /// SHA-256 of each file of this version that may be taken.
    pub sha256: &'static [&'static str],
    /// A hint: what to do instead where the index cannot be reached.
    pub otherwise: &'static str,
}

impl PythonPackage {
    /// Where the package is, once it was brought.
    pub fn folder(&self, cx: &Context) -> PathBuf {
        cx.dirs().data.join(format!("{}-{}", self.name, self.version))
    }

    /// The program in [`folder`](Self::folder).
    pub fn program(&self, cx: &Context) -> PathBuf {
        self.program_in(&self.folder(cx))
    }

    /// Brings the package unless it is there and works, and removes versions that were pinned before.
    ///
    /// # Errors
    ///
    /// `toolchain_missing` without a Python that has pip, `network` if pip cannot reach its index,
    /// `tool_failed` for a file with another checksum and for a program that does not run, `io`,
    /// `cancelled`.
    pub fn install(&self, cx: &Context) -> Result<()> {
        install::install(cx, self)
    }

    /// Says of a tool that is missing how `setup` would bring it, or what `setup` lacks.
    #[must_use]
    pub fn offer(&self, cx: &Context, tool: Tool) -> Tool {
        match interpreter::find(cx) {
            Ok(_) => tool.with_setup(true).with_help(format!(
                "setup brings {} ({} {}) from the Python Package Index: \
                 a download of {} MB, about {} MB on disk",
                self.title, self.name, self.version, self.megabytes, self.megabytes_on_disk
            )),
            Err(error) => {
                let hint = error.hints().first();
                let hint = hint.map(|hint| format!(": {hint}")).unwrap_or_default();
                tool.with_help(format!("setup could bring one, but {error}{hint}"))
            }
        }
    }

    /// The package's name and version.
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    pub(super) fn program_in(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX))
    }

    /// The package in a requirements file. pip refuses a file with another checksum.
    pub(super) fn requirement(&self) -> String {
        let hashes: Vec<_> =
            self.sha256.iter().map(|sha256| format!("--hash=sha256:{sha256}")).collect();
        format!("{}=={} {}\n", self.name, self.version, hashes.join(" "))
    }
}

/// A package for tests.
#[cfg(test)]
pub(super) const EXAMPLE: PythonPackage = PythonPackage {
    name: "ziglang",
    version: "0.17.0",
    title: "the compiler Zig",
    program: "ziglang/zig",
    megabytes: 101,
    megabytes_on_disk: 470,
    sha256: &["97079827", "d2804f94"],
    otherwise: "or put `zig` on PATH",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requirement_pins_version_and_checksums() {
        let expected = "ziglang==0.17.0 --hash=sha256:97079827 --hash=sha256:d2804f94\n";
        assert_eq!(EXAMPLE.requirement(), expected);
    }
}
