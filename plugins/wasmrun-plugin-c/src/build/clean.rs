//! Removes what builds made, and nothing else.

use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{Result, outputs};

use super::mirror::manifest_path;
use super::output::{MAKE, OBJECTS, module_name};
use super::record::absent_is_fine;

/// Removes the outputs of the project in `root` from `output_dir`, and the folder if nothing else is in it.
pub(crate) fn clean(root: &Path, output_dir: &Path) -> Result<()> {
    for folder in [OBJECTS, MAKE] {
        absent_is_fine(fs::remove_dir_all(output_dir.join(folder)))?;
    }
    for file in [output_dir.join(module_name(root)), manifest_path(&output_dir.join(MAKE))] {
        absent_is_fine(fs::remove_file(file))?;
    }
    outputs::remove(output_dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_outputs_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new("/x/hello");
        let output = folder.path().join("out");
        fs::create_dir_all(output.join("objects/src")).unwrap();
        fs::write(output.join("hello.wasm"), "").unwrap();
        fs::write(output.join("notes.txt"), "").unwrap();
        clean(root, &output).unwrap();
        let left: Vec<_> = fs::read_dir(&output).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["notes.txt"]);
        fs::remove_file(output.join("notes.txt")).unwrap();
        clean(root, &output).unwrap();
        assert!(!output.exists());
        clean(root, &output).unwrap();
    }
}
