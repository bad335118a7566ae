//! Stand-ins for tools that cannot be had everywhere: scripts in a folder that comes first on PATH.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::project::Project;

/// Where they are in a project.
pub(crate) const FOLDER: &str = "bin";

/// Writes a script of this name into that folder of the project.
pub(crate) fn write(project: &Project, name: &str, script: &str) {
    let file = format!("{FOLDER}/{name}");
    project.write(&file, script);
    let permissions = std::fs::Permissions::from_mode(0o755);
    fs_err::set_permissions(project.path(&file), permissions).expect("a program");
}

/// Lets the command find tools in this folder before others.
#[expect(clippy::disallowed_methods, reason = "a test adds to PATH as a shell would")]
pub(crate) fn find_first<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(folders).expect("folders for PATH"))
}
