//! Looking for a tool, and whether its version will do.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use semver::{Version, VersionReq};
use wasmrun_protocol::{ErrorKind, Tool, ToolStatus};

use crate::{Context, Error, Result};

/// A tool to be looked for: see [`Context::find_tool`].
#[must_use = "a tool is looked for only with `look_up`"]
pub struct ToolSearch<'a> {
    cx: &'a Context,
    program: OsString,
    version_args: Vec<OsString>,
    requirement: Option<String>,
}

impl<'a> ToolSearch<'a> {
    pub(crate) fn new(cx: &'a Context, program: &OsStr) -> Self {
        let version_args = vec![OsString::from("--version")];
        Self { cx, program: program.to_owned(), version_args, requirement: None }
    }

    /// Sets the versions that would do, as in `Cargo.toml`: for example `>=1.78`.
    pub fn require(mut self, requirement: impl Into<String>) -> Self {
        self.requirement = Some(requirement.into());
        self
    }

    /// Sets the arguments that make the tool print its version, if that is not `--version`.
    pub fn version_args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.version_args = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        self
    }

    /// Looks for the tool and asks it for its version.
    ///
    /// The version is the first number with a dot in what it prints. A tool that ends with a
    /// failure is [`ToolStatus::Broken`]; one without a version is, too, if a version is required.
    ///
    /// # Errors
    ///
    /// `internal_error` if the requirement cannot be read, `cancelled` if the request was
    /// cancelled. A tool that is not there is no error.
    pub fn look_up(self) -> Result<Tool> {
        let requirement = self.requirement.as_deref().map(parse_requirement).transpose()?;
        let name = self.program.to_string_lossy().into_owned();
        let Some(path) = locate(&self.program) else {
            return Ok(self.describe(Tool::new(name, ToolStatus::Missing)));
        };
        let version = self.version(&path)?;
        let status = judge(version.as_deref(), requirement.as_ref());
        let mut tool = Tool::new(name, status).with_path(path);
        tool.version = version;
        Ok(self.describe(tool))
    }

    /// What the tool says about its version; `None` if it does not work or says nothing.
    fn version(&self, path: &Path) -> Result<Option<String>> {
        let command = self.cx.tool(path).args(&self.version_args).quiet();
        match command.run_in(std::env::temp_dir()) {
            Ok(output) if output.success() => {
                Ok(find_version(&output.stdout).or_else(|| find_version(&output.stderr)))
            }
            Err(error) if error.is_cancelled() => Err(error),
            Ok(_) | Err(_) => Ok(None),
        }
    }

    fn describe(&self, mut tool: Tool) -> Tool {
        tool.requirement.clone_from(&self.requirement);
        tool
    }
}

fn judge(version: Option<&str>, requirement: Option<&VersionReq>) -> ToolStatus {
    let Some(text) = version else { return ToolStatus::Broken };
    match requirement {
        Some(requirement) if !requirement.matches(&to_semver(text)) => ToolStatus::Outdated,
        _ => ToolStatus::Found,
    }
}

fn parse_requirement(text: &str) -> Result<VersionReq> {
    VersionReq::parse(text).map_err(|error| {
        let message = format!("the version requirement `{text}` is malformed");
        Error::new(ErrorKind::InternalError, message).with_cause(&error)
    })
}

/// The executable of this name: an absolute path as it is, a bare name by way of PATH, whose
/// relative entries do not count.
pub(super) fn locate(program: &OsStr) -> Option<PathBuf> {
    let path = Path::new(program);
    if path.components().count() != 1 && !path.is_absolute() {
        return None;
    }
    which::which_all(program).ok()?.find(|found| found.is_absolute())
}

/// The first word that starts like `1.2`, without anything after the numbers.
fn find_version(text: &str) -> Option<String> {
    text.split(|character: char| character.is_whitespace() || "(),".contains(character))
        .map(|word| word.trim_start_matches(|character: char| character.is_ascii_alphabetic()))
        .find_map(|word| {
            let end =
                word.find(|character: char| !(character.is_ascii_digit() || character == '.'));
            let number = word[..end.unwrap_or(word.len())].trim_end_matches('.');
            let (major, minor) = number.split_once('.')?;
            (!major.is_empty() && !minor.is_empty()).then(|| number.to_owned())
        })
}

/// Reads up to three numbers; what is missing is 0.
fn to_semver(text: &str) -> Version {
    let mut numbers = text.split('.').map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    Version::new(next(), next(), next())
}
