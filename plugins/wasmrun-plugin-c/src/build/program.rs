//! The program among what a build tool made.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Error, ErrorKind, Result};

use super::module::{is_module, is_object};
use crate::project::{ProjectSettings, project_name};

/// Modules in a folder that are no objects, relative to it, sorted; without those that are to be passed over.
pub(super) fn find(folder: &Path, passed_over: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let mut programs = Vec::new();
    collect(folder, Path::new(""), passed_over, &mut programs)?;
    programs.sort();
    Ok(programs)
}

fn collect(
    root: &Path,
    folder: &Path,
    passed_over: &dyn Fn(&Path) -> bool,
    programs: &mut Vec<PathBuf>,
) -> Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if passed_over(&path) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(root, &path, passed_over, programs)?;
        } else if is_module(&entry.path()) && !is_object(&fs::read(entry.path())?) {
            programs.push(path);
        }
    }
    Ok(())
}

/// The one that the settings name, else the one with the project's name, else the only one.
pub(super) fn choose(
    programs: Vec<PathBuf>,
    settings: &ProjectSettings,
    root: &Path,
    file: &str,
) -> Result<PathBuf> {
    if let Some(program) = &settings.program {
        let found = programs.into_iter().find(|found| found == program);
        return found
            .ok_or_else(|| invalid(format!("`{file}` made no program `{}`", program.display())));
    }
    let name = project_name(root);
    let own_name = programs.iter().find(|program| program.file_stem() == Some(name));
    match (own_name, programs.as_slice()) {
        (Some(program), _) | (None, [program]) => Ok(program.clone()),
        (None, []) => Err(invalid(format!("`{file}` made no WebAssembly program"))
            .with_hint("link with $(CC), or name a target: cargo wasmrun compile -- TARGET")),
        (None, several) => {
            let names: Vec<_> = several.iter().map(|name| name.display().to_string()).collect();
            Err(invalid(format!("`{file}` made several programs: {}", names.join(", ")))
                .with_hint(format!("in wasmrun.toml: [plugins.c] program = \"{}\"", names[0])))
        }
    }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::ProjectInvalid, message)
}
