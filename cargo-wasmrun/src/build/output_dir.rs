//! The place for outputs in a project.

use std::io;
use std::path::{Path, PathBuf};

use super::Error;

/// The folder of a project that outputs go to.
pub(super) const NAME: &str = ".wasmrun";

/// The web site that `compile` makes unless told where.
pub(super) const SITE: &str = "web";

/// What is known of files in folders that hold files of others too.
pub(super) const RECORDS: &str = "records";

/// Where the web site of a project goes unless the user names a folder.
pub(crate) fn site(project: &Path) -> PathBuf {
    project.join(NAME).join(SITE)
}

/// The record of what is in a folder by us.
pub(crate) fn record(project: &Path, folder: &Path) -> PathBuf {
    // The project may be moved with the folder.
    let place = folder.strip_prefix(project).unwrap_or(folder);
    let name = blake3::hash(place.as_os_str().as_encoded_bytes()).to_hex();
    project.join(NAME).join(RECORDS).join(format!("{}.json", &name[..16]))
}

/// Makes the folder `output`, but never the project itself. A folder inside the project's own place
/// for outputs is hidden from git.
pub(crate) fn prepare(output: &Path, project: &Path) -> Result<(), Error> {
    let failed = |source| Error::OutputDir { path: output.to_owned(), source };
    if !project.is_dir() {
        return Err(Error::ProjectGone(project.to_owned()));
    }
    match output.strip_prefix(project) {
        Ok(below) => create_below(project, below).map_err(failed)?,
        Err(_) => fs_err::create_dir_all(output).map_err(failed)?,
    }
    let place = project.join(NAME);
    if !output.starts_with(&place) {
        return Ok(());
    }
    match fs_err::OpenOptions::new().write(true).create_new(true).open(place.join(".gitignore")) {
        Ok(mut file) => io::Write::write_all(&mut file, b"*\n").map_err(failed),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

/// Makes the folders of `below` in `root`, which is not made if it went away just now.
fn create_below(root: &Path, below: &Path) -> io::Result<()> {
    let mut folder = root.to_owned();
    for part in below {
        folder.push(part);
        match fs_err::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            result => result?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_ignores_our_place_and_nothing_else() {
        let project = tempfile::tempdir().unwrap();
        let output = project.path().join(NAME).join("debug");
        prepare(&output, project.path()).unwrap();
        prepare(&output, project.path()).unwrap();
        let ignore = project.path().join(NAME).join(".gitignore");
        assert_eq!(fs_err::read_to_string(ignore).unwrap(), "*\n");

        let elsewhere = project.path().join("out");
        prepare(&elsewhere, project.path()).unwrap();
        assert_eq!(elsewhere.read_dir().unwrap().count(), 0);
    }

    #[test]
    fn a_file_in_the_way_is_an_error() {
        let project = tempfile::tempdir().unwrap();
        fs_err::write(project.path().join(NAME), "").unwrap();
        let output = project.path().join(NAME).join("debug");
        assert!(matches!(prepare(&output, project.path()), Err(Error::OutputDir { .. })));
    }

    #[test]
    fn a_project_that_is_gone_stays_gone() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("game");
        for output in [project.join(NAME).join("debug"), folder.path().join("out")] {
            let error = prepare(&output, &project).unwrap_err();
            assert!(matches!(error, Error::ProjectGone(_)), "{error:?}");
        }
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}
