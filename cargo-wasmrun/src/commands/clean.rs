//! `clean`: remove what builds made, through the plugin that made it.

use std::io;
use std::path::Path;

use crate::build::Cleaner;
use crate::cli::CleanArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::project::{self, Project, ProjectKind};

/// Removes what builds of the project made, at every level of optimization.
pub fn run(args: &CleanArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let project = Project::resolve(&args.path, &settings)?;
    if let ProjectKind::Module(module) = project.kind {
        return Err(project::Error::NothingToBuild(module).into());
    }
    let cache = settings.home.join("cache");
    let settings = settings.for_project(&project, &args.build)?;
    let cleaner = Cleaner::new(&settings, &project, shell);
    if args.dry_run {
        cleaner.announce();
    } else {
        cleaner.clean()?;
    }
    if args.cache {
        remove_cache(&cache, args.dry_run, shell)?;
    }
    Ok(Exit::SUCCESS)
}

fn remove_cache(cache: &Path, dry_run: bool, shell: &Shell) -> Result<(), Error> {
    if dry_run {
        if cache.exists() {
            shell.status("Would remove", &cache.display().to_string());
        }
        return Ok(());
    }
    match remove_while_in_use(cache) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(crate::build::Error::Remove { path: cache.to_owned(), source }.into())
        }
        Err(_) => Ok(()),
        Ok(()) => {
            shell.status("Removed", &cache.display().to_string());
            Ok(())
        }
    }
}

/// Removes a folder into which other processes of ours may be writing. What they add after the last
/// look stays, and is theirs.
fn remove_while_in_use(folder: &Path) -> io::Result<()> {
    const ATTEMPTS: usize = 10;
    for _ in 1..ATTEMPTS {
        match fs_err::remove_dir_all(folder) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            ended => return ended,
        }
    }
    fs_err::remove_dir_all(folder)
}
