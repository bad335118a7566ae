//! Files that a page asks for, copied beside it.

use std::io;
use std::path::Path;

use wasmrun_plugin_sdk::{Artifact, ArtifactKind};

use super::module::copy_changed;

/// Copies a file, or a folder with all that is in it, to this place of the site; gives the files.
///
/// # Errors
///
/// Those of the file system; `NotFound` if there is nothing to copy.
pub(super) fn copy(from: &Path, site: &Path, to: &str, made: &mut Vec<Artifact>) -> io::Result<()> {
    if !from.is_dir() {
        copy_changed(from, &site.join(to))?;
        let is_style = from.extension().is_some_and(|extension| extension == "css");
        let kind = if is_style { ArtifactKind::Css } else { ArtifactKind::Asset };
        made.push(Artifact::new(kind, site.join(to)).with_url_path(to));
        return Ok(());
    }
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        let path = entry.path();
        // A link to a folder may go round in a circle.
        if entry.file_type()?.is_dir() || path.is_file() {
            copy(&path, site, &format!("{to}/{}", entry.file_name().to_string_lossy()), made)?;
        }
    }
    Ok(())
}
