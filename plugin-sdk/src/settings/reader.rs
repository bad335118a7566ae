//! The reader: typed values out of the settings of a plugin.

use std::path::{Component, Path, PathBuf};

use serde_json::Value;
use wasmrun_protocol::{ErrorKind, Settings};

use super::did_you_mean;
use crate::{Error, Result};

/// Reads the settings that the user wrote under `[plugins.NAME]`.
///
/// A project's settings come with the project, so a plugin should take no command and no folder
/// outside the project from them.
///
/// ```
/// use wasmrun_plugin_sdk::{Settings, settings::SettingsReader};
///
/// let settings = Settings::from_iter([("example".to_owned(), "mandelbrot".into())]);
/// let reader = SettingsReader::new("rust", &settings, &["example", "features"])?;
/// assert_eq!(reader.text("example")?, Some("mandelbrot"));
/// assert!(reader.texts("features")?.is_empty());
/// # Ok::<(), wasmrun_plugin_sdk::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SettingsReader<'a> {
    plugin: &'a str,
    settings: &'a Settings,
}

impl<'a> SettingsReader<'a> {
    /// Begins to read the settings of the plugin of this name, which knows these keys.
    ///
    /// # Errors
    ///
    /// `project_invalid` for a key that is not known.
    pub fn new(plugin: &'a str, settings: &'a Settings, known: &[&str]) -> Result<Self> {
        let Some(key) = settings.keys().find(|key| !known.contains(&key.as_str())) else {
            return Ok(Self { plugin, settings });
        };
        let hint = did_you_mean(key, "settings", known);
        let message = format!("`[plugins.{plugin}]` has no setting `{key}`");
        Err(Error::new(ErrorKind::ProjectInvalid, message).with_hint(hint))
    }

    /// A text; `None` if it is not set.
    ///
    /// # Errors
    ///
    /// `project_invalid` if it is something else, or empty.
    pub fn text(&self, key: &str) -> Result<Option<&'a str>> {
        self.read(key, "a text", |value| value.as_str().filter(|text| !text.is_empty()))
    }

    /// A list of texts; empty if it is not set.
    ///
    /// # Errors
    ///
    /// `project_invalid` if it is something else.
    pub fn texts(&self, key: &str) -> Result<Vec<&'a str>> {
        let texts = self.read(key, "a list of texts", |value| {
            value.as_array()?.iter().map(Value::as_str).collect::<Option<Vec<_>>>()
        })?;
        Ok(texts.unwrap_or_default())
    }

    /// Yes or no; no if it is not set.
    ///
    /// # Errors
    ///
    /// `project_invalid` if it is something else.
    pub fn flag(&self, key: &str) -> Result<bool> {
        Ok(self.read(key, "`true` or `false`", Value::as_bool)?.unwrap_or(false))
    }

    /// A path inside the project, relative to it; `None` if it is not set.
    ///
    /// # Errors
    ///
    /// `project_invalid` if it is something else, or leads out of the project.
    pub fn path(&self, key: &str) -> Result<Option<PathBuf>> {
        self.read(key, "a path inside the project", |value| {
            value.as_str().map(Path::new).filter(|path| is_inside(path)).map(Path::to_path_buf)
        })
    }

    fn read<T>(
        &self,
        key: &str,
        expected: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>> {
        let Some(value) = self.settings.get(key) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| {
            let plugin = self.plugin;
            let message = format!("the setting `{key}` of `[plugins.{plugin}]` must be {expected}");
            Error::new(ErrorKind::ProjectInvalid, message)
        })
    }
}

fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
        && path.components().next().is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(value: &Value) -> Settings {
        value.as_object().unwrap().clone().into_iter().collect()
    }

    #[test]
    fn values_have_types() {
        let settings = settings(&json!({"a": "x", "b": ["x", "y"], "c": true, "d": "src/x"}));
        let reader = SettingsReader::new("p", &settings, &["a", "b", "c", "d", "e"]).unwrap();
        assert_eq!(reader.text("a").unwrap(), Some("x"));
        assert_eq!(reader.texts("b").unwrap(), ["x", "y"]);
        assert!(reader.flag("c").unwrap());
        assert_eq!(reader.path("d").unwrap().unwrap(), Path::new("src/x"));
        assert_eq!(reader.text("e").unwrap(), None);
        for error in [reader.text("c").unwrap_err(), reader.flag("a").unwrap_err()] {
            assert!(error.to_string().contains("`[plugins.p]` must be"), "{error}");
        }
        assert!(reader.texts("a").is_err());
    }

    #[test]
    fn paths_stay_inside_the_project() {
        for path in ["../x", "/etc/x", "a/../../x", ""] {
            let settings = settings(&json!({ "d": path }));
            let reader = SettingsReader::new("p", &settings, &["d"]).unwrap();
            assert_eq!(reader.path("d").unwrap_err().kind(), ErrorKind::ProjectInvalid);
        }
    }

    #[test]
    fn an_unknown_key_is_told_with_the_nearest_known() {
        let settings = settings(&json!({ "exmaple": "x" }));
        let error = SettingsReader::new("p", &settings, &["example", "features"]).unwrap_err();
        assert_eq!(error.hints(), ["did you mean `example`? settings are: `example`, `features`"]);
    }
}
