//! What builds make: what to call it, and remembering it, so that `clean` removes that and nothing else.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path};

use crate::Result;

const FILE: &str = ".wasmrun-outputs.json";

/// What to call the outputs of the project in the folder `project`: as the folder, without the dots in front, which would hide
/// them; `main` if nothing is left.
///
/// ```
/// use std::path::Path;
/// use wasmrun_plugin_sdk::outputs;
///
/// assert_eq!(outputs::name_for(Path::new("/home/me/hello")), "hello");
/// assert_eq!(outputs::name_for(Path::new("/home/me/.draft")), "draft");
/// assert_eq!(outputs::name_for(Path::new("/")), "main");
/// ```
pub fn name_for(project: &Path) -> String {
    let folder = project.file_name().unwrap_or_default().to_string_lossy();
    match folder.trim_start_matches('.') {
        "" => "main".to_owned(),
        name => name.to_owned(),
    }
}

/// Remembers that builds into `output_dir` make these files and folders, which are relative to it. Makes
/// the folder if it is not there.
///
/// To be called before they are made: what a build leaves that is cut short is then known, too.
///
/// # Errors
///
/// `io` if the list cannot be written.
///
/// ```
/// use wasmrun_plugin_sdk::outputs;
///
/// # let folder = tempfile::tempdir()?;
/// # let output_dir = folder.path().join("out");
/// outputs::remember(&output_dir, ["app.wasm", "assets"])?;
/// fs_err::write(output_dir.join("app.wasm"), "")?;
/// outputs::remove(&output_dir)?;
/// assert!(!output_dir.exists());
/// # Ok::<(), wasmrun_plugin_sdk::Error>(())
/// ```
pub fn remember(
    output_dir: &Path,
    names: impl IntoIterator<Item = impl Into<String>>,
) -> Result<()> {
    let mut list = read(output_dir);
    let before = list.len();
    list.extend(names.into_iter().map(Into::into));
    fs_err::create_dir_all(output_dir)?;
    if list.len() > before || !output_dir.join(FILE).is_file() {
        let text = serde_json::to_vec(&list).map_err(io::Error::from)?;
        fs_err::write(output_dir.join(FILE), text)?;
    }
    Ok(())
}

/// Removes what builds made in `output_dir`, and the folder itself if nothing else is in it.
///
/// # Errors
///
/// `io` if something cannot be removed. What is gone already is no error.
pub fn remove(output_dir: &Path) -> Result<()> {
    // Another program may have written the list.
    let inside = |name: &String| {
        Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
    };
    for name in read(output_dir).into_iter().filter(inside) {
        let path = output_dir.join(name);
        let removed = match fs_err::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => fs_err::remove_dir_all(&path),
            Ok(_) => fs_err::remove_file(&path),
            Err(error) => Err(error),
        };
        absent_is_fine(removed)?;
    }
    absent_is_fine(fs_err::remove_file(output_dir.join(FILE)))?;
    let is_empty = fs_err::read_dir(output_dir).is_ok_and(|mut rest| rest.next().is_none());
    if is_empty {
        absent_is_fine(fs_err::remove_dir(output_dir))?;
    }
    Ok(())
}

fn read(output_dir: &Path) -> BTreeSet<String> {
    let text = fs_err::read(output_dir.join(FILE)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_builds_did_not_make_stays() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out");
        remember(&output, ["a.wasm"]).unwrap();
        remember(&output, ["sub", "gone"]).unwrap();
        fs_err::create_dir(output.join("sub")).unwrap();
        for file in ["a.wasm", "sub/b", "mine.txt"] {
            fs_err::write(output.join(file), "").unwrap();
        }
        remove(&output).unwrap();
        let left: Vec<_> =
            fs_err::read_dir(&output).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["mine.txt"]);
        remove(&output).unwrap();
    }

    #[test]
    fn a_list_does_not_lead_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out");
        remember(&output, ["../mine.txt"]).unwrap();
        fs_err::write(folder.path().join("mine.txt"), "").unwrap();
        remove(&output).unwrap();
        assert!(folder.path().join("mine.txt").exists());
    }
}
