//! Packs a project, unless the module of the last time is still right.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Error, ErrorKind, Result};

use super::{boot, bytecode, module, snapshot, staging};
use crate::project::Entry;

/// The folder of what is packed, in the folder of outputs.
const FOLDER: &str = "packed";
/// How the module was made, beside it.
const RECORD: &str = "packed.json";

/// A project to pack.
pub(crate) struct Packing<'a> {
    pub(crate) interpreter: &'a Path,
    pub(crate) root: &'a Path,
    pub(crate) packages: Option<&'a Path>,
    pub(crate) entry: &'a Entry,
    /// The interpreter's flag for the level of optimization.
    pub(crate) level: Option<&'a str>,
    /// The host's executable, where the sources are to be compiled beforehand.
    pub(crate) compiler: Option<&'a Path>,
    pub(crate) output_dir: &'a Path,
}

/// What a build writes for it into the folder of outputs.
pub(crate) const OUTPUTS: [&str; 2] = [FOLDER, RECORD];

/// Makes the module at `target`; says whether it was there already.
pub(crate) fn pack(cx: &Context, packing: &Packing<'_>, target: &Path) -> Result<bool> {
    let record = packing.record()?;
    let record_path = packing.output_dir.join(RECORD);
    if target.is_file() && fs::read_to_string(&record_path).is_ok_and(|last| last == record) {
        return Ok(true);
    }
    cx.progress("packing the project into the interpreter");
    let folder = packing.output_dir.join(FOLDER);
    let [app, own, packages] = ["app", "wasmrun", "packages"].map(|name| folder.join(name));
    staging::copy(packing.root, &app)?;
    fs::create_dir_all(&own)?;
    fs::write(own.join("run_packed.py"), boot::program(packing.entry, &packing.paths()))?;
    let mut folders = vec![(app.as_path(), "/app"), (own.as_path(), "/wasmrun")];
    if let Some(from) = packing.packages {
        staging::copy(from, &packages)?;
        folders.push((&packages, "/packages"));
    }
    if let Some(host) = packing.compiler {
        let compiled: Vec<_> = folders.iter().filter(|(path, _)| *path != own).copied().collect();
        bytecode::compile(cx, host, packing.interpreter, packing.level, &compiled)?;
        cx.check_cancelled()?;
    }
    let interpreter = fs::read(packing.interpreter)?;
    let memory = snapshot::memory_with(&interpreter, &folders)?;
    cx.check_cancelled()?;
    let words: Vec<&str> =
        ["python"].into_iter().chain(packing.level).chain([boot::PLACE]).collect();
    let bytes = module::with_memory(&interpreter, &memory, &words).map_err(|error| {
        Error::new(ErrorKind::ToolFailed, "the project could not be packed").with_cause(&error)
    })?;
    fs::write(target, bytes)?;
    fs::write(record_path, record)?;
    fs::remove_dir_all(folder)?;
    Ok(false)
}

impl Packing<'_> {
    /// Where modules are looked for.
    fn paths(&self) -> Vec<&'static str> {
        let source = self.root.join("src").is_dir().then_some("/app/src");
        source.into_iter().chain(["/app"]).chain(self.packages.map(|_| "/packages")).collect()
    }

    /// All that decides what the module is.
    fn record(&self) -> Result<String> {
        let mut files = Vec::new();
        for folder in [Some(self.root), self.packages].into_iter().flatten() {
            list(folder, &mut files)?;
        }
        let entry = format!("{:?} {:?}", self.entry, self.level);
        let compiled = self.compiler.is_some();
        let record = (env!("CARGO_PKG_VERSION"), entry, compiled, self.interpreter, files);
        Ok(serde_json::to_string(&record).map_err(io::Error::from)?)
    }
}

type File = (PathBuf, u64, std::time::SystemTime);

fn list(folder: &Path, files: &mut Vec<File>) -> io::Result<()> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        let metadata = fs::symlink_metadata(&path)?;
        if crate::project::is_foreign(&path) {
            continue;
        }
        if metadata.is_dir() {
            list(&path, files)?;
        } else {
            files.push((path, metadata.len(), metadata.modified()?));
        }
    }
    Ok(())
}
