//! Removes what builds of a project made: the plugin what it knows of, we our own folder.

use std::io;
use std::path::{Path, PathBuf};

use super::builder::params;
use super::{Error as BuildError, output_dir};
use crate::cli::Optimization;
use crate::config::Settings;
use crate::error::Error;
use crate::interrupt;
use crate::output::Shell;
use crate::plugins::{Context, Session, choose};
use crate::project::Project;

/// Removes what builds of one project made.
#[derive(Debug)]
pub struct Cleaner<'a> {
    settings: &'a Settings,
    project: &'a Project,
    shell: &'a Shell,
}

impl<'a> Cleaner<'a> {
    /// Removes nothing yet.
    pub fn new(settings: &'a Settings, project: &'a Project, shell: &'a Shell) -> Self {
        Self { settings, project, shell }
    }

    /// Says which folders there are to clean.
    pub fn announce(&self) {
        let levels = self.levels().into_iter().map(|(_, folder)| folder);
        let folders: Vec<PathBuf> = levels.chain(self.site()).collect();
        for folder in &folders {
            self.shell.status("Would remove", &format!("what builds made in {}", folder.display()));
        }
        if folders.is_empty() {
            self.shell.note("there is nothing to clean");
        }
    }

    /// Cleans after every level that was built.
    pub fn clean(&self) -> Result<(), Error> {
        let levels = self.levels();
        let place = self.project.root.join(output_dir::NAME);
        if let Some(site) = self.site() {
            remove(&site)?;
            remove(&place.join(output_dir::RECORDS))?;
            self.shell.status("Cleaned", &site.display().to_string());
        } else if levels.is_empty() {
            self.shell.note("there is nothing to clean");
        }
        if levels.is_empty() {
            return remove_place(&place);
        }
        let (settings, project) = (self.settings.clone(), self.project.clone());
        let context = Context { settings, project, shell: self.shell.clone() };
        let mut session = choose(&context, &interrupt::token())?;
        for (level, folder) in levels {
            self.clean_level(&mut session, level)?;
            self.shell.status("Cleaned", &folder.display().to_string());
        }
        session.stop();
        remove_place(&place)
    }

    /// The levels whose folder is there. A folder that the user named holds one level only.
    fn levels(&self) -> Vec<(Optimization, PathBuf)> {
        let build = &self.settings.build;
        let all = match (build.optimization, &build.output) {
            (Some(level), _) => vec![level],
            (None, Some(_)) => vec![build.default_optimization],
            (None, None) => vec![Optimization::Debug, Optimization::Release, Optimization::Size],
        };
        let with_folder = |level: Optimization| {
            let place = self.project.root.join(output_dir::NAME);
            (level, build.output.clone().unwrap_or(place.join(level.as_str())))
        };
        all.into_iter().map(with_folder).filter(|(_, folder)| folder.is_dir()).collect()
    }

    /// The web site that was made in our own place.
    fn site(&self) -> Option<PathBuf> {
        let site = output_dir::site(&self.project.root);
        (self.settings.build.output.is_none() && site.is_dir()).then_some(site)
    }

    fn clean_level(&self, session: &mut Session, level: Optimization) -> Result<(), Error> {
        let mut settings = self.settings.clone();
        settings.build.optimization = Some(level);
        let params = params(&settings, self.project, session.name())?;
        if session.capabilities().clean {
            let events = &mut |event| self.shell.build_event(&event);
            let cleaned = session.clean(&params, &interrupt::token(), events);
            cleaned.map_err(|error| error.blame(session.name()))?;
        }
        // What is left in our own place is ours; a folder that the user named is the user's.
        if params.output_dir.starts_with(self.project.root.join(output_dir::NAME)) {
            remove(&params.output_dir)?;
        }
        Ok(())
    }
}

/// Removes our place in the project if it holds nothing but what hides it from git.
fn remove_place(place: &Path) -> Result<(), Error> {
    let Ok(mut entries) = place.read_dir() else { return Ok(()) };
    let is_ours = |entry: io::Result<std::fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name() == ".gitignore")
    };
    if entries.all(is_ours) { remove(place) } else { Ok(()) }
}

fn remove(folder: &Path) -> Result<(), Error> {
    match fs_err::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(BuildError::Remove { path: folder.to_owned(), source }.into())
        }
        _ => Ok(()),
    }
}
