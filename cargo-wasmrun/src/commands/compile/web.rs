//! `--format web`: what was built, as a folder that any static host can serve.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wasmrun_protocol::{Access, RunMode, RunPlan};

use super::folder;
use crate::build::{self, Build};
use crate::error::Error;
use crate::project::Project;
use crate::server::{self, Folder, Site};
use crate::web::{Bundled, bundle};

/// A folder that any static host can serve.
pub(super) struct Written {
    pub(super) folder: PathBuf,
    /// The paths of files that are the user's, and not what the build made.
    pub(super) kept: Vec<String>,
}

/// Writes the files of a web app, or of a page around a program, to `folder`, or else to our own place in the project.
pub(super) fn write(
    build: &Build,
    project: &Project,
    folder: Option<PathBuf>,
) -> Result<Written, Error> {
    let plan = build.plan.clone().or_else(|| Some(RunPlan::new(RunMode::Wasi, build.wasm()?)));
    let files = match plan {
        Some(plan) if plan.mode == RunMode::Browser => app(&plan.entry, build)?,
        Some(plan) if plan.mode == RunMode::Server => {
            return Err(build::Error::ServesItself(project.root.clone()).into());
        }
        Some(plan) => program(&plan, project)?,
        None => return Err(build::Error::NoModule("that was chosen".to_owned()).into()),
    };
    let folder = folder.unwrap_or_else(|| build::site(&project.root));
    match folder::replace(&folder, &build::record(&project.root, &folder), &files) {
        Ok(kept) => Ok(Written { folder, kept }),
        Err(source) => Err(build::Error::OutputDir { path: folder, source }.into()),
    }
}

/// The app's own files, as the plugin has made them.
fn app(index: &Path, build: &Build) -> Result<BTreeMap<String, Vec<u8>>, server::Error> {
    let artifacts = build.artifacts.iter();
    let others: Vec<(String, PathBuf)> =
        artifacts.filter_map(|one| Some((one.url_path.clone()?, one.path.clone()))).collect();
    let site = Site::read(index, &others, None, None)?;
    let mut files: BTreeMap<String, Vec<u8>> =
        site.files().map(|(path, content)| (path.to_owned(), content.to_vec())).collect();
    // That is the name by which a static host knows the page of a folder.
    if let Some(page) = files.get(&file_name(index)).cloned() {
        files.entry("index.html".to_owned()).or_insert(page);
    }
    Ok(files)
}

/// A page around a program, and all that the program is given.
fn program(plan: &RunPlan, project: &Project) -> Result<BTreeMap<String, Vec<u8>>, Error> {
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

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
