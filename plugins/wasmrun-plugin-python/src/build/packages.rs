//! The packages that the project needs, brought by pip: those that are pure Python.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Diagnostic, Error, ErrorKind, Result, Severity, ToolOutput};

use crate::interpreter::VERSION;
use crate::project::Requirements;

/// What was asked for, beside what it brought.
const RECORD: &str = "requirements.txt";
/// What pip says about an index that does not answer.
const UNREACHABLE: [&str; 3] = ["connection broken", "NewConnectionError", "ProxyError"];

/// What a project's packages are.
pub(super) struct Packages {
    /// Where they are; `None` for a project that needs none.
    pub(super) folder: Option<PathBuf>,
    pub(super) is_fresh: bool,
}

/// Packages to bring.
pub(super) struct Wanted {
    requirements: Requirements,
    /// The folder for them: what only tests need must not get into the program.
    folder: &'static str,
}

impl Wanted {
    /// What the project needs, or its tests do.
    pub(super) fn read(root: &Path, tests: bool) -> Result<Self> {
        let requirements = Requirements::read(root)?;
        let more = if tests { Requirements::of_tests(root)? } else { Requirements::default() };
        let folder = if more.is_empty() { "packages" } else { "test-packages" };
        Ok(Self { requirements: requirements.and(more), folder })
    }

    /// Brings the packages unless they are there; `None` if they cannot be had, of which the host was told.
    pub(super) fn bring(&self, cx: &Context, output_dir: &Path) -> Result<Option<Packages>> {
        if self.requirements.is_empty() {
            return Ok(Some(Packages { folder: None, is_fresh: true }));
        }
        let folder = output_dir.join(self.folder);
        let text = self.requirements.text();
        if fs::read_to_string(folder.join(RECORD)).is_ok_and(|last| last == text) {
            return Ok(Some(Packages { folder: Some(folder), is_fresh: true }));
        }
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let asked = output_dir.join("requirements.txt");
        fs::write(&asked, &text)?;
        cx.progress("bringing packages");
        let output = pip(cx, &folder, &asked)?;
        if !output.success() {
            return explain(cx, &output).map(|()| None);
        }
        fs::write(folder.join(RECORD), text)?;
        Ok(Some(Packages { folder: Some(folder), is_fresh: false }))
    }
}

fn pip(cx: &Context, folder: &Path, asked: &Path) -> Result<ToolOutput> {
    cx.tool("python3")
        .args(["-m", "pip", "install", "--no-compile", "--only-binary=:all:", "--upgrade"])
        .args(["--python-version", VERSION, "--implementation", "py", "--abi", "none"])
        .args(["--platform", "any", "--progress-bar", "off", "--disable-pip-version-check"])
        .arg("--target")
        .arg(folder)
        .arg("--requirement")
        .arg(asked)
        .env("PIP_NO_INPUT", "1")
        .env("PIP_REQUIRE_VIRTUALENV", "0")
        .run_in(folder)
}

/// Tells why pip brought nothing: what the project asks for, or a network that is not there.
fn explain(cx: &Context, output: &ToolOutput) -> Result<()> {
    if output.stderr.lines().any(|line| UNREACHABLE.iter().any(|sign| line.contains(sign))) {
        return Err(Error::new(ErrorKind::Network, "the package index cannot be reached")
            .with_hint("check the network, or set `PIP_INDEX_URL` to your package index"));
    }
    let line = output.stderr.lines().find_map(|line| line.strip_prefix("ERROR: "));
    let message = line.unwrap_or("pip failed");
    cx.diagnostic(
        Diagnostic::new(Severity::Error, message).with_source("pip").with_hints([
            "only packages in pure Python run on WASI: take it out of `dependencies`",
        ]),
    );
    Ok(())
}
