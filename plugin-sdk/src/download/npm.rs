//! Bringing packages of npm, with the versions and checksums of a lock file.

use std::path::Path;

use wasmrun_protocol::{ErrorKind, Tool};

use super::{install_pinned, is_pinned};
use crate::{Context, Error, Result};

/// What npm has is as good as what the registry has, since checksums are compared. Without a network
/// npm's own pauses before it asks again, 10 and 60 seconds, would only put off the message.
const QUICK: [&str; 3] =
    ["--prefer-offline", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];

/// Packages that a plugin pins: a `package.json`, and the `package-lock.json` that npm made of it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a plugin writes it as a constant")]
pub struct NpmPackages {
    /// What to call them in messages, with the version.
    pub title: &'static str,
    /// The manifest.
    pub manifest: &'static str,
    /// The lock file, whose checksums npm compares.
    pub lock: &'static str,
}

impl NpmPackages {
    /// Brings the packages into `target/node_modules`, unless they are there. No script of a package runs.
    ///
    /// # Errors
    ///
    /// `toolchain_missing` without npm, `network` if npm fails, and those of
    /// [`install`](super::install).
    pub fn install(&self, cx: &Context, target: &Path) -> Result<()> {
        install_pinned(cx, target, &self.pin(), |partial| {
            fs_err::write(partial.join("package.json"), self.manifest)?;
            fs_err::write(partial.join("package-lock.json"), self.lock)?;
            cx.progress(format!("downloading {}", self.title));
            let output = cx
                .tool("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress"])
                .args(QUICK)
                .quiet()
                .run_in(partial)?;
            if output.success() { Ok(()) } else { Err(self.failure(&output.stderr)) }
        })
    }

    /// Whether it is these packages, with these checksums, that were brought into `target`.
    #[must_use]
    pub fn are_in(&self, target: &Path) -> bool {
        is_pinned(target, &self.pin())
    }

    fn pin(&self) -> String {
        [self.manifest, self.lock].concat()
    }

    /// Says of a tool that is missing that `setup` brings it, or what `setup` lacks.
    ///
    /// # Errors
    ///
    /// `cancelled`.
    pub fn offer(&self, cx: &Context, tool: Tool) -> Result<Tool> {
        if cx.find_tool("npm").look_up()?.path.is_some() {
            return Ok(tool.with_setup(true).with_help(format!("setup brings {}", self.title)));
        }
        Ok(tool.with_help(format!("setup could bring {}, but npm was not found", self.title)))
    }

    fn failure(&self, said: &str) -> Error {
        let reason = said
            .lines()
            .filter_map(|line| line.strip_prefix("npm error "))
            .find(|line| !line.starts_with("code "));
        let message = format!("npm could not bring {}", self.title);
        let error = Error::new(ErrorKind::Network, message)
            .with_hint("check the network, or set `registry` in your `.npmrc`");
        match reason {
            Some(reason) => error.with_cause(&std::io::Error::other(reason)),
            None => error,
        }
    }
}
