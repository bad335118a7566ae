//! `--format web`: what was built, as a folder that any static host can serve.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wasmrun_protocol::{Access, RunMode, RunPlan};

use super::folder;
use crate::build::{self, Build};
use crate::config::PROJECT_FILE;
use crate::error::Error;
use crate::project::Project;
use crate::server::{self, Folder, Site};
use crate::web::{Bundled, bundle};

/// Files by their paths.
type Files = BTreeMap<String, Vec<u8>>;

/// A folder that any static host can serve.
pub(super) struct Written {
    pub(super) folder: PathBuf,
    /// The paths of files that are the user's, and not what the build made.
    pub(super) kept: Vec<String>,
}

/// Writes the files of a web app, or of a page around a program, to `folder`, or else to our own place in the project.
/// Without a build it is a web app as it is.
pub(super) fn write(
    build: Option<&Build>,
    project: &Project,
    folder: Option<PathBuf>,
) -> Result<Written, Error> {
    let folder = folder.unwrap_or_else(|| build::site(&project.root));
    let files = match build {
        Some(build) => built(build, project, &folder)?,
        None => as_it_is(project, &folder)?,
    };
    let record = build::record(&project.root, &folder);
    build::prepare(record.parent().unwrap_or(&record), &project.root)?;
    match folder::replace(&folder, &record, &files) {
        Ok(kept) => Ok(Written { folder, kept }),
        Err(source) => Err(build::Error::OutputDir { path: folder, source }.into()),
    }
}

/// The files of what was built.
fn built(build: &Build, project: &Project, folder: &Path) -> Result<Files, Error> {
    let plan = build.plan.clone().or_else(|| Some(RunPlan::new(RunMode::Wasi, build.wasm()?)));
    match plan {
        Some(plan) if plan.mode == RunMode::Browser => {
            let artifacts = build.artifacts.iter();
            let others: Vec<(String, PathBuf)> = artifacts
                .filter_map(|one| Some((one.url_path.clone()?, one.path.clone())))
                .collect();
            app(&plan.entry, &others, folder)
        }
        Some(plan) if plan.mode == RunMode::Server => {
            Err(build::Error::ServesItself(project.root.clone()).into())
        }
        Some(plan) => program(&plan, project),
        None => Err(build::Error::NoModule("that was chosen".to_owned()).into()),
    }
}

/// The files of a web app that nobody builds.
fn as_it_is(project: &Project, folder: &Path) -> Result<Files, Error> {
    let mut files = app(&project.page(), &[], folder)?;
    files.remove(PROJECT_FILE);
    Ok(files)
}

/// The app's own files, as they are. What an earlier build has written to `folder` is no part of it.
fn app(index: &Path, others: &[(String, PathBuf)], folder: &Path) -> Result<Files, Error> {
    let root = canonical(index.parent().unwrap_or(index));
    let folder = canonical(folder);
    if folder == root {
        return Err(build::Error::OntoItself(root).into());
    }
    let site = Site::read(index, others, None, None)?;
    let mut files: Files = site
        .files()
        .filter(|(path, _)| !root.join(path).starts_with(&folder))
        .map(|(path, content)| (path.to_owned(), content.to_vec()))
        .collect();
    // That is the name by which a static host knows the page of a folder.
    if let Some(page) = files.get(&file_name(index)).cloned() {
        files.entry("index.html".to_owned()).or_insert(page);
    }
    Ok(files)
}

/// A page around a program, and all that the program is given.
fn program(plan: &RunPlan, project: &Project) -> Result<Files, Error> {
    let read = |path: &Path| {
        fs_err::read(path)
            .map_err(|source| server::Error::UnreadableFile { path: path.to_owned(), source })
    };
    let providers = plan.providers.iter();
    let folders = plan.preopens.iter().map(|preopen| {
        let read_only = preopen.access != Access::ReadWrite;
        Folder::read(&preopen.host, &preopen.guest, read_only, None)
    });
    let folders = folders.collect::<Result<Vec<_>, _>>()?;
    let packed = Folder::pack(&folders).map_err(|error| Error::Output(error.into()))?;
    let mut args = plan.args.clone();
    if args.is_empty() {
        args.push(file_name(&plan.entry));
    }
    Ok(bundle(Bundled {
        title: file_name(&project.root),
        module: read(&plan.entry)?,
        args,
        env: plan.env.clone(),
        providers: providers
            .map(|provider| Ok((provider.name.clone(), read(&provider.module)?)))
            .collect::<Result<_, server::Error>>()?,
        folders: (!folders.is_empty()).then_some(packed),
    }))
}

/// The path without links, as far as it is there.
fn canonical(path: &Path) -> PathBuf {
    dunce::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
