//! Installs, updates and removes plugins in our home folder.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use semver::Version;
use wasmrun_protocol::executable;

use super::super::session::Context;
use super::super::{Found, Session};
use super::record::{self, Record};
use super::{Error as InstallError, Source, cargo, look_up};
use crate::cancel::CancelToken;
use crate::error::Error;

/// Installs, updates and removes plugins.
#[derive(Debug)]
pub struct Installer<'a> {
    context: &'a Context,
    cancel: &'a CancelToken,
}

/// What an installation changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The version that was there before.
    pub before: Option<Version>,
    /// The version that is there now.
    pub after: Version,
}

impl<'a> Installer<'a> {
    /// Changes nothing yet.
    pub fn new(context: &'a Context, cancel: &'a CancelToken) -> Self {
        Self { context, cancel }
    }

    /// Builds the plugin `name` from `source` aside, tries it, and puts it into place.
    pub fn install(&self, name: &str, source: &Source) -> Result<Change, Error> {
        let home = self.home();
        let before = Record::read(home, name)?.map(|record| record.version);
        let store = |path: &Path| {
            let path = path.to_owned();
            move |source| InstallError::Store { path, source }
        };
        fs_err::create_dir_all(home).map_err(store(home))?;
        // In our home, so that the executable can be renamed into place; gone when this ends.
        let aside = tempfile::Builder::new().prefix("install-").tempdir_in(home);
        let aside = aside.map_err(store(home))?;
        self.build(name, source, aside.path())?;
        let file = file_name(name);
        let built = aside.path().join("bin").join(&file);
        if !built.is_file() {
            return Err(InstallError::NoExecutable { name: name.to_owned(), file }.into());
        }
        let after = self.try_out(&built)?;
        let record = Record::new(after.clone(), &built, source.clone()).map_err(store(&built))?;
        let bin = home.join("bin");
        fs_err::create_dir_all(&bin).map_err(store(&bin))?;
        let place = bin.join(&file);
        fs_err::rename(&built, &place).map_err(store(&place))?;
        record.write(home, name).map_err(store(&record::path(home, name)))?;
        Ok(Change { before, after })
    }

    /// Removes the plugin and all that it brought; what the user configured for it stays.
    pub fn uninstall(&self, name: &str) -> Result<(), Error> {
        let home = self.home();
        let executable = home.join("bin").join(file_name(name));
        let data = home.join("plugins").join(name);
        let is_there = executable.exists() || record::path(home, name).exists();
        if !is_there {
            return Err(InstallError::NotInstalled { name: name.to_owned() }.into());
        }
        let cache = home.join("cache").join("plugins").join(name);
        remove(&cache)?;
        // The record goes last, so that what was interrupted can be done again.
        remove(&executable)?;
        let entries = data.read_dir().into_iter().flatten().filter_map(Result::ok);
        let is_settings = |path: &PathBuf| path.file_name().is_some_and(|n| n == "wasmrun.toml");
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.path()).filter(|path| !is_settings(path)).collect();
        paths.sort_by_key(|path| *path == record::path(home, name));
        paths.iter().try_for_each(|path| remove(path))?;
        if data.read_dir().is_ok_and(|mut rest| rest.next().is_none()) {
            remove(&data)?;
        }
        Ok(())
    }

    /// What the registry knows of the plugin `name`, for a person to read.
    pub fn describe(&self, name: &str, requirement: Option<&str>) -> Result<String, Error> {
        look_up::describe(&package(name), requirement, self.context, self.cancel)
    }

    /// The newest version of the plugin `name` that fits the requirement.
    pub fn newest(&self, name: &str, requirement: Option<&str>) -> Result<Version, Error> {
        look_up::newest(&package(name), requirement, self.context, self.cancel)
    }

    /// The plugins that cargo's registry has under `word`, a line each.
    pub fn search(&self, word: &str) -> Result<String, Error> {
        const LIMIT: &str = "100";
        let query = format!("{}{word}", executable::PREFIX);
        let arguments = ["search", "--color", "never", "--limit", LIMIT, &query];
        let arguments = arguments.map(OsString::from).into();
        let text = cargo::run(&self.context.settings, arguments, self.cancel, |_| {})?;
        let plugins = text.lines().filter_map(|line| line.strip_prefix(executable::PREFIX));
        Ok(plugins.flat_map(|line| [line, "\n"]).collect())
    }

    fn build(&self, name: &str, source: &Source, root: &Path) -> Result<(), Error> {
        let package = package(name);
        let mut arguments: Vec<OsString> = [
            "install",
            "--locked",
            "--no-track",
            "--force",
            "--bins",
            "--color",
            "never",
            "--root",
        ]
        .map(OsString::from)
        .into();
        arguments.push(root.into());
        arguments.extend(source.arguments(&package));
        let shell = self.context.shell.clone();
        shell.status("Installing", &format!("`{package}` from {source}"));
        let built = cargo::run(&self.context.settings, arguments, self.cancel, move |line| {
            shell.progress(line.trim(), None, None);
            shell.quote(1, "cargo", line);
        });
        self.context.shell.end_progress();
        built.map(drop)
    }

    /// Starts what was built, which has to speak the protocol; its version.
    fn try_out(&self, built: &Path) -> Result<Version, Error> {
        let found = Found::executable(built)?;
        let name = found.name.clone();
        let session = Session::start(found, self.context.clone(), self.cancel);
        let session = session.map_err(|error| error.blame(&name))?;
        let version = session.info().version.clone();
        session.stop();
        Ok(version)
    }

    fn home(&self) -> &Path {
        &self.context.settings.home
    }
}

fn package(name: &str) -> String {
    format!("{}{name}", executable::PREFIX)
}

fn file_name(name: &str) -> String {
    package(name) + std::env::consts::EXE_SUFFIX
}

/// Removes a file or a folder, if it is there.
fn remove(path: &Path) -> Result<(), InstallError> {
    let is_folder = path.symlink_metadata().is_ok_and(|data| data.is_dir());
    let removed = if is_folder { fs_err::remove_dir_all(path) } else { fs_err::remove_file(path) };
    match removed {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(InstallError::Store { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}
