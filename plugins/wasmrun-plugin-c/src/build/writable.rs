//! Makes sure that a folder can be written to before a compiler blames the project for it.

use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{Error, ErrorKind, Result};

/// Makes the folder if it is not there, and writes a file into it for a moment.
///
/// # Errors
///
/// `io`, with the folder's name.
pub(super) fn require_writable(folder: &Path) -> Result<()> {
    // The errors name a path themselves, though not always the folder's.
    let written = fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder));
    written.map(drop).map_err(|error| {
        Error::new(ErrorKind::Io, format!("cannot write into `{}`", folder.display()))
            .with_cause(&error)
            .with_hint(format!("look at its permissions with `ls -ld {}`", folder.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_and_left_empty() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        require_writable(&folder).unwrap();
        assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_folder_is_an_error_that_names_it() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("file");
        fs::write(&file, "").unwrap();
        let error = require_writable(&file.join("zig")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.to_string().ends_with("file/zig`"), "{error}");
    }
}
