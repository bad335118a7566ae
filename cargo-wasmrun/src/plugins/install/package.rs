//! What cargo knows of a plugin's package before anything of it is built or run: a registry of
//! one's own, a mirror or a proxy answers for crates.io if cargo is configured so.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use semver::Version;
use serde::Deserialize;
use serde_json::Value;

use super::super::session::Context;
use super::{Error as InstallError, Manifest, Source, cargo};
use crate::cancel::CancelToken;
use crate::error::Error;

/// The package of a plugin, in the version that would be installed.
#[derive(Clone, Debug, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// A line about it.
    pub description: Option<String>,
    /// Its licence, as an SPDX expression.
    pub license: Option<String>,
    /// Who wrote it, as they call themselves.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Where its sources are.
    pub repository: Option<String>,
    /// The commit, of a package from a repository.
    #[serde(skip)]
    pub revision: Option<String>,
    #[serde(default)]
    metadata: Value,
}

impl Package {
    /// What cargo would install as `name` from `source`.
    pub(super) fn look_up(
        name: &str,
        source: &Source,
        context: &Context,
        cancel: &CancelToken,
    ) -> Result<Self, Error> {
        let scratch = tempfile::tempdir().map_err(InstallError::Scratch)?;
        let desk = Desk { name, source, scratch: scratch.path(), context, cancel };
        let Locked { version, source: origin, .. } = desk.lock()?;
        let revision = origin.as_deref().filter(|origin| origin.starts_with("git+"));
        let revision = revision.and_then(|origin| origin.rsplit_once('#'));
        let revision = revision.map(|(_, revision)| revision.to_owned());
        let described = match desk.describe(&version, revision.as_deref()) {
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            described => described.inspect_err(|error| {
                tracing::debug!("nothing more is known of `{name}`: {error}");
            }),
        };
        let described = described.ok().flatten().unwrap_or_else(|| Self::bare(name, version));
        Ok(Self { revision, ..described })
    }

    /// One of which nothing else is known.
    fn bare(name: &str, version: Version) -> Self {
        Self {
            name: name.to_owned(),
            version,
            description: None,
            license: None,
            authors: Vec::new(),
            repository: None,
            revision: None,
            metadata: Value::Null,
        }
    }

    /// What the package says of its plugin, if it does.
    pub fn manifest(&self) -> Option<Manifest> {
        let section = self.metadata.get("wasmrun-plugin")?;
        serde_json::from_value(section.clone()).ok()
    }
}

#[derive(Deserialize)]
struct LockFile {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: Version,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// A question to cargo about the package `name` from `source`.
struct Desk<'a> {
    name: &'a str,
    source: &'a Source,
    /// A folder for a package that depends on it.
    scratch: &'a Path,
    context: &'a Context,
    cancel: &'a CancelToken,
}

impl Desk<'_> {
    /// The newest version that would do: what cargo locks for somebody who depends on it.
    fn lock(&self) -> Result<Locked, Error> {
        self.write_dependent().map_err(InstallError::Scratch)?;
        self.cargo_for_dependent("generate-lockfile")?;
        let text = fs_err::read_to_string(self.scratch.join("Cargo.lock"));
        let text = text.map_err(InstallError::Scratch)?;
        let lock: LockFile = toml::from_str(&text)
            .map_err(|error| InstallError::Scratch(io::Error::other(error)))?;
        let found = lock.package.into_iter().find(|locked| locked.name == self.name);
        let missing = || InstallError::NotPublished { package: self.name.to_owned() };
        Ok(found.ok_or_else(missing)?)
    }

    /// Writes a package that depends on this one.
    fn write_dependent(&self) -> io::Result<()> {
        let text = format!(
            "[package]\nname = \"look-up\"\nedition = \"2021\"\n[lib]\npath = \"lib.rs\"\n\
             [dependencies]\n{} = {}\n[workspace]\n",
            self.name,
            self.source.dependency()
        );
        fs_err::write(self.scratch.join("Cargo.toml"), text)?;
        fs_err::write(self.scratch.join("lib.rs"), "")
    }

    /// What the package's manifest says, inherited fields filled in. (Cargo says nothing of the
    /// dependencies of others that are no libraries, so the manifest itself has to be found.)
    fn describe(
        &self,
        version: &Version,
        revision: Option<&str>,
    ) -> Result<Option<Package>, Error> {
        let Some(manifest) = self.manifest(version, revision)? else { return Ok(None) };
        let mut arguments: Vec<OsString> =
            ["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"]
                .map(OsString::from)
                .into();
        arguments.push(manifest.into());
        let said = self.cargo(arguments)?;
        let metadata: Metadata = serde_json::from_str(&said)
            .map_err(|error| InstallError::Scratch(io::Error::other(error)))?;
        Ok(metadata.packages.into_iter().find(|package| package.name == self.name))
    }

    /// Where the manifest lies, or that of the workspace of which it is a part.
    fn manifest(
        &self,
        version: &Version,
        revision: Option<&str>,
    ) -> Result<Option<PathBuf>, Error> {
        let Some(cargo_home) = self.context.settings.environment.cargo_home() else {
            return Ok(None);
        };
        let folder = match self.source {
            Source::Local { path } => Some(path.clone()),
            Source::Git { .. } => {
                let checkouts = cargo_home.join("git").join("checkouts");
                revision.and_then(|revision| checkout(&checkouts, revision))
            }
            Source::CratesIo { .. } => self.unpacked(&cargo_home, version)?,
        };
        Ok(folder.map(|folder| folder.join("Cargo.toml")))
    }

    /// Where cargo unpacks the package from a registry.
    fn unpacked(&self, cargo_home: &Path, version: &Version) -> Result<Option<PathBuf>, Error> {
        let sources = cargo_home.join("registry").join("src");
        let folder = format!("{}-{version}", self.name);
        let find = || {
            let mut folders = folders_in(&sources).map(|index| index.join(&folder));
            folders.find(|path| path.is_dir())
        };
        // Brings the package alone, but not where another source stands in for crates.io.
        let package = format!("{}@{version}", self.name);
        match self.cargo(vec!["info".into(), "--quiet".into(), package.into()]) {
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            Err(_) if find().is_none() => drop(self.cargo_for_dependent("fetch")?),
            _ => {}
        }
        Ok(find())
    }

    fn cargo_for_dependent(&self, command: &str) -> Result<String, Error> {
        let manifest = self.scratch.join("Cargo.toml").into_os_string();
        self.cargo(vec![command.into(), "--manifest-path".into(), manifest])
    }

    fn cargo(&self, arguments: Vec<OsString>) -> Result<String, Error> {
        let shell = self.context.shell.clone();
        let said = cargo::run(&self.context.settings, arguments, self.cancel, move |line| {
            shell.progress(line.trim(), None, None);
            shell.quote(2, "cargo", line);
        });
        self.context.shell.end_progress();
        said
    }
}

/// Where cargo has checked out a commit: in a folder for the repository, and in that in one named by
/// the beginning of the commit's name.
fn checkout(checkouts: &Path, revision: &str) -> Option<PathBuf> {
    let is_it = |folder: &PathBuf| {
        let name = folder.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.len() >= 7 && revision.starts_with(name))
    };
    folders_in(checkouts).flat_map(|repository| folders_in(&repository)).find(is_it)
}

fn folders_in(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = folder.read_dir().into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir())
}
