//! What a registry knows of a plugin before it is installed, as cargo resolves it: a registry of
//! one's own, a mirror or a proxy answers for crates.io if cargo is configured so.

use std::ffi::OsString;

use semver::Version;
use serde::Deserialize;

use super::super::session::Context;
use super::{Error as InstallError, cargo};
use crate::cancel::CancelToken;
use crate::error::Error;

#[derive(Deserialize)]
struct LockFile {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: Version,
}

/// The newest version of `package` that fits the requirement: the one that cargo would lock.
pub(super) fn newest(
    package: &str,
    requirement: Option<&str>,
    context: &Context,
    cancel: &CancelToken,
) -> Result<Version, Error> {
    let scratch = tempfile::tempdir().map_err(InstallError::Scratch)?;
    let manifest = scratch.path().join("Cargo.toml");
    let requirement = toml_edit::Value::from(requirement.unwrap_or("*"));
    let text = format!(
        "[package]\nname = \"look-up\"\nedition = \"2021\"\n[lib]\npath = \"lib.rs\"\n\
         [dependencies]\n{package} = {requirement}\n[workspace]\n"
    );
    fs_err::write(&manifest, text).map_err(InstallError::Scratch)?;
    fs_err::write(scratch.path().join("lib.rs"), "").map_err(InstallError::Scratch)?;
    let mut arguments: Vec<OsString> =
        ["generate-lockfile", "--color", "never", "--manifest-path"].map(OsString::from).into();
    arguments.push(manifest.into());
    cargo::run(&context.settings, arguments, cancel, |_| {})?;
    let text = fs_err::read_to_string(scratch.path().join("Cargo.lock"));
    let text = text.map_err(InstallError::Scratch)?;
    let lock: LockFile = toml::from_str(&text)
        .map_err(|error| InstallError::Scratch(std::io::Error::other(error)))?;
    let found = lock.package.into_iter().find(|locked| locked.name == package);
    let missing = || InstallError::NotPublished { package: package.to_owned() };
    Ok(found.ok_or_else(missing)?.version)
}

/// What the registry says of `package`, for a person who is about to say yes or no. A registry that
/// is a folder says no more than the version.
pub(super) fn describe(
    package: &str,
    requirement: Option<&str>,
    context: &Context,
    cancel: &CancelToken,
) -> Result<String, Error> {
    let version = newest(package, requirement, context, cancel)?;
    let exact = format!("{package}@{version}");
    let arguments = ["info", "--quiet", "--color", "never", &exact].map(OsString::from);
    match cargo::run(&context.settings, arguments.into(), cancel, |_| {}) {
        Ok(text) => Ok(text),
        Err(Error::Interrupted) => Err(Error::Interrupted),
        Err(error) => {
            tracing::debug!("`cargo info` says nothing of `{package}`: {error}");
            Ok(format!("{package} {version}\n"))
        }
    }
}
