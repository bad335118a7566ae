//! What pages of all languages need: their files, and those that they ask for.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::{Artifact, ArtifactKind, Result, outputs};

/// What a page may ask for beside itself; other files of a project's folder are its own affair.
const BESIDE: [&str; 14] = [
    "css", "gif", "ico", "jpeg", "jpg", "js", "mjs", "mp3", "ogg", "png", "svg", "wav", "webp",
    "woff2",
];

/// An artifact of the page itself: the file `name` in `output`, at the address of that name.
pub fn served(kind: ArtifactKind, output: &Path, name: &str) -> Artifact {
    Artifact::primary(kind, output.join(name)).with_url_path(name)
}

/// Copies those of the project's folders that are there, with all that is in them, into the folder of
/// outputs; gives what was copied. Hidden files stay behind.
///
/// # Errors
///
/// `io` if a file cannot be read or written.
///
/// ```
/// use wasmrun_plugin_sdk::page;
///
/// # let (root, output) = (tempfile::tempdir()?, tempfile::tempdir()?);
/// # let (root, output) = (root.path(), output.path());
/// fs_err::create_dir_all(root.join("assets/fonts"))?;
/// fs_err::write(root.join("assets/fonts/a.woff2"), "")?;
/// let copied = page::copy_folders(root, &["assets", "static"], output)?;
/// assert_eq!(copied[0].url_path.as_deref(), Some("assets/fonts/a.woff2"));
/// assert!(output.join("assets/fonts/a.woff2").is_file());
/// # Ok::<(), wasmrun_plugin_sdk::Error>(())
/// ```
pub fn copy_folders(root: &Path, folders: &[&str], output: &Path) -> Result<Vec<Artifact>> {
    let mut copied = Vec::new();
    for folder in folders.iter().filter(|folder| root.join(folder).is_dir()) {
        outputs::remember(output, [*folder])?;
        copy(root, folder, output, &mut copied)?;
    }
    Ok(copied)
}

/// Copies the scripts, style sheets, pictures, sounds and fonts that lie beside the project's page into the
/// folder of outputs, but for those whose address is that of something in `made`; gives what was copied.
///
/// # Errors
///
/// `io` if a file cannot be read or written.
///
/// ```
/// use wasmrun_plugin_sdk::{ArtifactKind, page};
///
/// # let (root, output) = (tempfile::tempdir()?, tempfile::tempdir()?);
/// # let (root, output) = (root.path(), output.path());
/// for file in ["style.css", "loader.js", "package.json"] {
///     fs_err::write(root.join(file), "")?;
/// }
/// let made = [page::served(ArtifactKind::JsGlue, output, "loader.js")];
/// let copied = page::copy_beside(root, output, &made)?;
/// assert_eq!(copied.len(), 1);
/// assert_eq!(copied[0].url_path.as_deref(), Some("style.css"));
/// # Ok::<(), wasmrun_plugin_sdk::Error>(())
/// ```
pub fn copy_beside(root: &Path, output: &Path, made: &[Artifact]) -> Result<Vec<Artifact>> {
    let is_made = |name: &str| made.iter().any(|made| made.url_path.as_deref() == Some(name));
    let mut copied = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let extension = path.extension().and_then(|extension| extension.to_str());
        let is_asked_for = extension.is_some_and(|extension| BESIDE.contains(&extension));
        let place = output.join(name);
        if !is_asked_for || !path.is_file() || place == path || is_made(name) {
            continue;
        }
        outputs::remember(output, [name])?;
        fs::copy(&path, &place)?;
        copied.push(copied_to(place, name));
    }
    Ok(copied)
}

/// `address` is the folder, relative to the project and to the outputs.
fn copy(root: &Path, address: &str, output: &Path, copied: &mut Vec<Artifact>) -> io::Result<()> {
    fs::create_dir_all(output.join(address))?;
    for entry in fs::read_dir(root.join(address))? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        let address = format!("{address}/{name}");
        // A link to a folder may go round in a circle.
        if entry.file_type()?.is_dir() {
            copy(root, &address, output, copied)?;
        } else if entry.path().is_file() {
            fs::copy(entry.path(), output.join(&address))?;
            copied.push(copied_to(output.join(&address), &address));
        }
    }
    Ok(())
}

fn copied_to(place: PathBuf, address: &str) -> Artifact {
    let is_style = place.extension().is_some_and(|extension| extension == "css");
    let kind = if is_style { ArtifactKind::Css } else { ArtifactKind::Asset };
    Artifact::new(kind, place).with_url_path(address)
}
