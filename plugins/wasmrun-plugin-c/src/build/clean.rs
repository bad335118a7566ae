//! Removes what builds made, and nothing else.

use std::io;
use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::Result;

use super::output::{MAKE, OBJECTS, module_name};
use crate::project::Project;

/// Removes the outputs of `project` from `output_dir`, and the folder if nothing else is in it.
pub(crate) fn clean(project: &Project, output_dir: &Path) -> Result<()> {
    for folder in [OBJECTS, MAKE] {
        absent_is_fine(fs::remove_dir_all(output_dir.join(folder)))?;
    }
    absent_is_fine(fs::remove_file(output_dir.join(module_name(project))))?;
    let mut rest = match fs::read_dir(output_dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        rest => rest?,
    };
    if rest.next().is_none() {
        fs::remove_dir(output_dir)?;
    }
    Ok(())
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Layout;

    #[test]
    fn only_outputs_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let project =
            Project { root: "/x/hello".into(), layout: Layout::Sources(vec!["main.c".into()]) };
        let output = folder.path().join("out");
        fs::create_dir_all(output.join("objects/src")).unwrap();
        fs::write(output.join("hello.wasm"), "").unwrap();
        fs::write(output.join("notes.txt"), "").unwrap();
        clean(&project, &output).unwrap();
        let left: Vec<_> = fs::read_dir(&output).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["notes.txt"]);
        fs::remove_file(output.join("notes.txt")).unwrap();
        clean(&project, &output).unwrap();
        assert!(!output.exists());
        clean(&project, &output).unwrap();
    }
}
