//! `clean`: remove what builds made, through the plugin that made it.

use std::io;
use std::path::{Path, PathBuf};

use crate::build::{self, Cleaner};
use crate::cli::CleanArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::{Shell, size};
use crate::plugins::{PluginCache, Removal, size_of};
use crate::project::{self, Project, ProjectKind};

/// Removes what builds of the project made, at every level of optimization.
pub fn run(args: &CleanArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let project = Project::resolve(&args.path, &settings)?;
    if let ProjectKind::Module(module) = project.kind {
        return Err(project::Error::NothingToBuild(module).into());
    }
    let home = settings.home.clone();
    let settings = settings.for_project(&project, &args.build)?;
    let cleaner = Cleaner::new(&settings, &project, shell);
    if args.dry_run {
        cleaner.announce();
    } else {
        cleaner.clean()?;
    }
    if args.cache {
        let cleaner = CacheCleaner { home: &home, dry_run: args.dry_run, shell };
        cleaner.clean().map_err(|(path, source)| build::Error::Remove { path, source })?;
    }
    Ok(Exit::SUCCESS)
}

/// Removes what is kept to save time, of all projects, but for what is in use.
struct CacheCleaner<'a> {
    home: &'a Path,
    dry_run: bool,
    shell: &'a Shell,
}

impl CacheCleaner<'_> {
    fn clean(&self) -> Result<(), (PathBuf, io::Error)> {
        for cache in PluginCache::in_home(self.home) {
            let folder = cache.folder();
            self.part(folder, || match cache.remove()? {
                Removal::Gone => Ok(true),
                Removal::InUse => {
                    self.shell.note(&format!("{} is in use, and stays", folder.display()));
                    Ok(false)
                }
            })?;
        }
        let modules = self.home.join("cache").join("known-modules");
        if modules.exists() {
            self.part(&modules, || remove_while_in_use(&modules).map(|()| true))?;
        }
        Ok(())
    }

    /// Removes a part, or says that it would be removed. `remove` answers whether it did.
    fn part(
        &self,
        folder: &Path,
        remove: impl FnOnce() -> io::Result<bool>,
    ) -> Result<(), (PathBuf, io::Error)> {
        let message = format!("{} ({})", folder.display(), size(size_of(folder)));
        if self.dry_run {
            self.shell.status("Would remove", &message);
        } else if remove().map_err(|source| (folder.to_owned(), source))? {
            self.shell.status("Removed", &message);
        }
        Ok(())
    }
}

/// Removes a folder into which other processes of ours may be writing. What they add after the last
/// look stays, and is theirs.
fn remove_while_in_use(folder: &Path) -> io::Result<()> {
    const ATTEMPTS: usize = 10;
    for _ in 1..ATTEMPTS {
        match fs_err::remove_dir_all(folder) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            ended => return ended,
        }
    }
    fs_err::remove_dir_all(folder)
}
