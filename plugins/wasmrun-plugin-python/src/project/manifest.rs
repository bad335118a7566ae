//! What `pyproject.toml` says that matters here.

use std::path::Path;

use wasmrun_plugin_sdk::{Error, ErrorKind, Result};

/// The project's `pyproject.toml`; empty where there is none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manifest(toml::Table);

impl Manifest {
    /// Reads the manifest.
    ///
    /// # Errors
    ///
    /// `project_invalid` if it is no TOML.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let path = root.join("pyproject.toml");
        if !path.is_file() {
            return Ok(Self::default());
        }
        let text = fs_err::read_to_string(&path)?;
        text.parse().map(Self).map_err(|error: toml::de::Error| {
            let message = format!("`{}` cannot be read: {}", path.display(), error.message());
            Error::new(ErrorKind::ProjectInvalid, message)
        })
    }

    /// Packages that the project needs, as pip writes them.
    pub(crate) fn dependencies(&self) -> Vec<String> {
        let listed = self.project("dependencies").and_then(toml::Value::as_array);
        let texts = listed.into_iter().flatten().filter_map(toml::Value::as_str);
        texts.map(str::to_owned).collect()
    }

    /// Packages of the groups with this name, by which a project says who else needs what.
    pub(super) fn group(&self, name: &str) -> Vec<String> {
        let extra = self.project("optional-dependencies").and_then(|groups| groups.get(name));
        let group = self.0.get("dependency-groups").and_then(|groups| groups.get(name));
        let listed = [extra, group].into_iter().flatten().filter_map(toml::Value::as_array);
        listed.flatten().filter_map(toml::Value::as_str).map(str::to_owned).collect()
    }

    /// Whether it holds settings of that tool.
    pub(crate) fn configures(&self, tool: &str) -> bool {
        self.0.get("tool").is_some_and(|tools| tools.get(tool).is_some())
    }

    /// The first of its commands: a module, and a function in it.
    pub(crate) fn script(&self) -> Option<(String, String)> {
        let scripts = self.project("scripts")?.as_table()?;
        let (module, function) = scripts.values().next()?.as_str()?.split_once(':')?;
        Some((module.trim().to_owned(), function.trim().to_owned()))
    }

    /// The project's name as a module would have it.
    pub(crate) fn module_name(&self) -> Option<String> {
        Some(self.project("name")?.as_str()?.replace(['-', '.'], "_").to_lowercase())
    }

    fn project(&self, key: &str) -> Option<&toml::Value> {
        self.0.get("project")?.get(key)
    }
}
