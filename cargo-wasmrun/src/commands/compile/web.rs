//! `--format web`: what was built, as a folder that any static host can serve.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wasmrun_protocol::{Access, RunMode, RunPlan};

use crate::build::{self, Build};
use crate::error::Error;
use crate::project::Project;
use crate::server::{self, Folder, Site};
use crate::web::{Bundled, bundle};

/// The folder, below that of the artifacts.
const NAME: &str = "web";

/// Writes the files of a web app, or of a page around a program, and says where they are.
pub(super) fn write(build: &Build, project: &Project) -> Result<PathBuf, Error> {
    let plan = build.plan.clone().or_else(|| Some(RunPlan::new(RunMode::Wasi, build.wasm()?)));
    let files = match plan {
        Some(plan) if plan.mode == RunMode::Browser => app(&plan.entry, build)?,
        Some(plan) if plan.mode == RunMode::Server => {
            return Err(build::Error::ServesItself(project.root.clone()).into());
        }
        Some(plan) => program(&plan, project)?,
        None => return Err(build::Error::NoModule("that was chosen".to_owned()).into()),
    };
    let folder = build.output_dir.join(NAME);
    put(&folder, &files)
        .map_err(|source| build::Error::OutputDir { path: folder.clone(), source })?;
    Ok(folder)
}

/// The app's own files, as the plugin has made them.
fn app(index: &Path, build: &Build) -> Result<BTreeMap<String, Vec<u8>>, server::Error> {
    let artifacts = build.artifacts.iter();
    let others: Vec<(String, PathBuf)> =
        artifacts.filter_map(|one| Some((one.url_path.clone()?, one.path.clone()))).collect();
    let site = Site::read(index, &others, None, None)?;
    Ok(site.files().map(|(path, content)| (path.to_owned(), content.to_vec())).collect())
}

/// A page around a program, and all that the program is given.
fn program(plan: &RunPlan, project: &Project) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let read = |path: &Path| {
        fs_err::read(path)
            .map_err(|source| server::Error::UnreadableFile { path: path.to_owned(), source })
    };
    let file_name =
        |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
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

/// Writes the files. What else is in the folder stays: it may be the user's.
fn put(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    for (path, content) in files {
        let path = folder.join(path);
        fs_err::create_dir_all(path.parent().unwrap_or(folder))?;
        fs_err::write(&path, content)?;
    }
    Ok(())
}
