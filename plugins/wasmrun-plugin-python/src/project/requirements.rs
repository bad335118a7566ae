//! The packages that a project needs.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{Error, ErrorKind, Result};

use super::Manifest;

/// Names of what only the tests need, and of what else developers need: of the latter only pytest and what
/// belongs to it counts, since tools that look at sources are seldom pure Python.
const GROUPS: [&str; 4] = ["test", "tests", "testing", "dev"];
/// The group that holds tools, too.
const TOOLS: &str = "dev";
/// How a line names a file with more lines.
const INCLUDES: [&str; 4] = ["-r ", "-r", "--requirement ", "--requirement="];

/// Requirements as pip reads them, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Requirements(Vec<String>);

impl Requirements {
    /// Those of `requirements.txt`, else those of `pyproject.toml`.
    ///
    /// # Errors
    ///
    /// `project_invalid` if a file names one that is not there.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let file = root.join("requirements.txt");
        if !file.is_file() {
            return Ok(Self(Manifest::read(root)?.dependencies()));
        }
        Self::of_file(&file)
    }

    /// Those of the tests, where files or groups are named so.
    ///
    /// # Errors
    ///
    /// As for [`Self::read`].
    pub(crate) fn of_tests(root: &Path) -> Result<Self> {
        let manifest = Manifest::read(root)?;
        let own = manifest.module_name();
        let mut found = Self::default();
        for group in GROUPS {
            let mut listed = Self(manifest.group(group));
            for name in [format!("requirements-{group}.txt"), format!("{group}-requirements.txt")] {
                let file = root.join(name);
                if file.is_file() {
                    listed = listed.and(Self::of_file(&file)?);
                }
            }
            listed.0.retain(|line| group != TOOLS || line.starts_with("pytest"));
            // Extras of its own: they are read from the groups.
            listed.0.retain(|line| own.is_none() || package(line) != own);
            found = found.and(listed);
        }
        Ok(found)
    }

    /// These, and of the others those that are not among them.
    pub(crate) fn and(mut self, others: Self) -> Self {
        for line in others.0 {
            if !self.0.contains(&line) {
                self.0.push(line);
            }
        }
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of a file of requirements.
    pub(crate) fn text(&self) -> String {
        self.0.join("\n")
    }

    fn of_file(file: &Path) -> Result<Self> {
        let mut lines = Vec::new();
        collect(file, &mut lines, &mut Vec::new())?;
        Ok(Self(lines))
    }
}

/// The lines of the file and of those that it names, each once. The project itself is there already.
fn collect(file: &Path, lines: &mut Vec<String>, seen: &mut Vec<PathBuf>) -> Result<()> {
    if seen.iter().any(|other| other == file) {
        return Ok(());
    }
    seen.push(file.to_owned());
    let text = fs_err::read_to_string(file)
        .map_err(|error| Error::new(ErrorKind::ProjectInvalid, error.to_string()))?;
    for line in text.lines() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let is_project = line.trim_start_matches("-e").trim() == ".";
        if line.is_empty() || line.starts_with('#') || is_project {
            continue;
        }
        match INCLUDES.iter().find_map(|flag| line.strip_prefix(flag)) {
            Some(other) => collect(&file.with_file_name(other.trim()), lines, seen)?,
            None => lines.push(line.to_owned()),
        }
    }
    Ok(())
}

/// The name in a requirement as a module would have it.
fn package(line: &str) -> Option<String> {
    let name =
        line.split(|letter: char| !letter.is_alphanumeric() && !"._-".contains(letter)).next();
    name.map(|name| name.replace(['-', '.'], "_").to_lowercase())
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

    #[test]
    fn files_name_others_and_never_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs_err::write(folder.path().join(name), text).unwrap();
        write("requirements.txt", "-e .\nsix\n-r more.txt\n");
        write("more.txt", "--requirement requirements.txt\nrich\n");
        assert_eq!(Requirements::read(folder.path()).unwrap().text(), "six\nrich");
        write("more.txt", "-r nowhere.txt\n");
        assert!(Requirements::read(folder.path()).is_err());
    }

    #[test]
    fn tests_need_their_groups_and_pytest_of_the_developers() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs_err::write(folder.path().join(name), text).unwrap();
        write(
            "pyproject.toml",
            "[project]\nname = \"My-Shop\"\n[project.optional-dependencies]\n\
             test = [\"hypothesis\"]\ndocs = [\"sphinx\"]\n\
             [dependency-groups]\ndev = [\"my_shop[test]\", \"ruff\", \"pytest>=8\", {include-group = \"x\"}]\n",
        );
        write("requirements-dev.txt", "mypy\npytest-mock\n");
        let found = Requirements::of_tests(folder.path()).unwrap();
        assert_eq!(found.text(), "hypothesis\npytest>=8\npytest-mock");
    }
}
