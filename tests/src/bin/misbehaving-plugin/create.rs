//! `create`: new projects that are not what the answer says.

use std::path::Path;

use serde_json::{Value, json};

use crate::say::{Next, answer, path};
use crate::session::Plugin;

impl Plugin {
    pub(crate) fn create(&self, id: &Value, params: &Value) -> Next {
        let folder = path(&params["directory"]);
        let file = folder.join("misbehave.txt");
        // Where it cannot write, the host finds out that the file is not there.
        let _ = fs_err::create_dir_all(&folder);
        let _ = fs_err::write(&file, "please\n");
        let claimed = match self.way.as_str() {
            "creates-above" => folder.join("../elsewhere.txt"),
            "creates-link" => link(&folder),
            "creates-nothing" => folder.join("nowhere.txt"),
            "creates-folder" => folder,
            "creates-relative" => "misbehave.txt".into(),
            "creates-elsewhere" => "/etc/passwd".into(),
            _ => file.clone(),
        };
        if self.way == "creates-above" {
            let _ = fs_err::write(&claimed, "");
        }
        answer(id, &json!({"files": [file, claimed]}))
    }
}

/// A link in the folder to a file outside.
fn link(folder: &Path) -> std::path::PathBuf {
    let link = folder.join("link.txt");
    #[cfg(unix)]
    let _ = std::os::unix::fs::symlink("/etc/passwd", &link);
    link
}
