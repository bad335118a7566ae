//! The packages that a project needs.

use std::path::Path;

use wasmrun_plugin_sdk::Result;

use super::Manifest;

/// Requirements as pip reads them, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Requirements(Vec<String>);

impl Requirements {
    /// Those of `requirements.txt`, else those of `pyproject.toml`.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let file = root.join("requirements.txt");
        if !file.is_file() {
            return Ok(Self(Manifest::read(root)?.dependencies()));
        }
        let text = fs_err::read_to_string(file)?;
        let lines = text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
        let kept = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(Self(kept.map(str::to_owned).collect()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of a file of requirements.
    pub(crate) fn text(&self) -> String {
        self.0.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_requirements_goes_before_the_manifest() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Requirements::read(folder.path()).unwrap().is_empty());
        let manifest = "[project]\nname = \"x\"\ndependencies = [\"rich>=13\"]\n";
        fs_err::write(folder.path().join("pyproject.toml"), manifest).unwrap();
        assert_eq!(Requirements::read(folder.path()).unwrap().text(), "rich>=13");
        let file = "# all\nsix==1.16 # old\n\n";
        fs_err::write(folder.path().join("requirements.txt"), file).unwrap();
        assert_eq!(Requirements::read(folder.path()).unwrap().text(), "six==1.16");
    }
}
