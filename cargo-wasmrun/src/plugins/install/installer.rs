//! Installs, updates and removes plugins in our home folder.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use semver::Version;
use wasmrun_protocol::executable;

use super::super::cache::{PluginCache, Removal};
use super::super::session::Context;
use super::super::{Found, Session};
use super::crates_io::Site;
use super::description::describe;
use super::record::{self, Record};
use super::workshop::Workshop;
use super::{Error as InstallError, Hit, Package, Source, cargo};
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

    /// What would be installed as the plugin `name`, in which version.
    pub fn look_up(&self, name: &str, source: &Source) -> Result<Package, Error> {
        Package::look_up(&package_name(name), source, self.context, self.cancel)
    }

    /// All that is known of a package, for a person to read.
    pub fn describe(&self, package: &Package, source: &Source) -> Result<String, Error> {
        let popularity = match source {
            Source::CratesIo { .. } => self.site().popularity(&package.name)?,
            Source::Git { .. } | Source::Local { .. } => None,
        };
        Ok(describe(package, popularity.as_ref()))
    }

    /// Builds the plugin `name` aside, tries it, and puts it into place.
    pub fn install(&self, name: &str, source: &Source, package: &Package) -> Result<Change, Error> {
        let home = self.home();
        let before = Record::read(home, name)?.map(|record| record.version);
        let workshop = Workshop::open(home, &self.context.shell, self.cancel)?;
        self.build(package, source, workshop.path())?;
        let file = file_name(name);
        let missing = || InstallError::NoExecutable { name: name.to_owned(), file: file.clone() };
        let built = workshop.executable(&file).ok_or_else(missing)?;
        let after = self.try_out(&built, name, package)?;
        let store = |path: &Path| {
            let path = path.to_owned();
            move |source| InstallError::Store { path, source }
        };
        let record = Record::new(after.clone(), &built, source.clone(), package.revision.clone());
        let record = record.map_err(store(&built))?;
        let bin = home.join("bin");
        fs_err::create_dir_all(&bin).map_err(store(&bin))?;
        let place = bin.join(&file);
        // Some tools leave a link, which leads nowhere once the folder is gone.
        let executable = dunce::canonicalize(&built).map_err(store(&built))?;
        fs_err::rename(executable, &place).map_err(store(&place))?;
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
        let cache = PluginCache::new(home, name);
        let store = |source| InstallError::Store { path: cache.folder().to_owned(), source };
        if cache.remove().map_err(store)? == Removal::InUse {
            return Err(InstallError::InUse { name: name.to_owned() }.into());
        }
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

    /// The plugins that the registry has under `word`.
    pub fn search(&self, word: &str) -> Result<Vec<Hit>, Error> {
        match self.site().search(word)? {
            Some(hits) => Ok(hits),
            None => self.search_with_cargo(word),
        }
    }

    /// Asks cargo, which may know a way to the registry where there is none to its site.
    fn search_with_cargo(&self, word: &str) -> Result<Vec<Hit>, Error> {
        const LIMIT: &str = "100";
        let query = format!("{}{word}", executable::PREFIX);
        let arguments = ["search", "--color", "never", "--limit", LIMIT, &query];
        let arguments = arguments.map(OsString::from).into();
        let text = cargo::run(&self.context.settings, arguments, self.cancel, |_| {})?;
        let hits = text.lines().filter_map(|line| {
            let (name, rest) = line.split_once(" = \"")?;
            let (version, rest) = rest.split_once('"')?;
            let description = rest.split_once('#').map(|(_, text)| text.trim().to_owned());
            let (name, max_version) = (name.to_owned(), version.to_owned());
            Some(Hit { name, max_version, description, downloads: None })
        });
        Ok(hits.filter(|hit| hit.name.starts_with(executable::PREFIX)).collect())
    }

    fn build(&self, package: &Package, source: &Source, root: &Path) -> Result<(), Error> {
        let shell = &self.context.shell;
        let Package { name, version, .. } = package;
        shell.status("Installing", &format!("`{name}` {version} from {source}"));
        let is_published = matches!(source, Source::CratesIo { .. });
        if is_published && cargo::has_binstall(&self.context.settings) {
            let mut arguments: Vec<OsString> =
                ["binstall", "--no-confirm", "--root"].map(OsString::from).into();
            arguments.extend([root.into(), format!("{name}@={version}").into()]);
            match self.cargo(arguments) {
                Ok(()) => return Ok(()),
                Err(Error::Interrupted) => return Err(Error::Interrupted),
                Err(error) => {
                    shell.warn(&format!("{error}, so `{name}` is built from its sources"));
                }
            }
        }
        let options =
            ["install", "--locked", "--no-track", "--force", "--bins", "--color", "never"];
        let mut arguments: Vec<OsString> = options.map(OsString::from).into();
        arguments.extend(["--root".into(), root.into()]);
        arguments.extend(source.arguments(package));
        self.cargo(arguments)
    }

    /// Runs cargo, with what it says as progress.
    fn cargo(&self, arguments: Vec<OsString>) -> Result<(), Error> {
        let shell = self.context.shell.clone();
        let built = cargo::run(&self.context.settings, arguments, self.cancel, move |line| {
            shell.progress(line.trim(), None, None);
            shell.quote(1, "cargo", line);
        });
        self.context.shell.end_progress();
        built.map(drop)
    }

    /// Starts what was built, which has to speak the protocol, and to be what its package says; its
    /// version.
    fn try_out(&self, built: &Path, name: &str, package: &Package) -> Result<Version, Error> {
        let session = Session::start(Found::executable(built)?, self.context.clone(), self.cancel);
        let session = session.map_err(|error| error.blame(name))?;
        let (info, capabilities) = (session.info().clone(), session.capabilities().clone());
        session.stop();
        if let Some(manifest) = package.manifest() {
            manifest.agrees(&info, &capabilities)?;
        }
        Ok(info.version)
    }

    fn site(&self) -> Site<'_> {
        Site::new(&self.context.settings, self.cancel)
    }

    fn home(&self) -> &Path {
        &self.context.settings.home
    }
}

fn package_name(name: &str) -> String {
    format!("{}{name}", executable::PREFIX)
}

fn file_name(name: &str) -> String {
    package_name(name) + std::env::consts::EXE_SUFFIX
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
