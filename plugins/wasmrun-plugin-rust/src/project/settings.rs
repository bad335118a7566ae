//! What `[plugins.rust]` of the user's and the project's configuration says.

use wasmrun_plugin_sdk::settings::SettingsReader;
use wasmrun_plugin_sdk::{Result, Settings};

const KEYS: [&str; 8] = [
    "all-features",
    "bin",
    "example",
    "features",
    "no-default-features",
    "package",
    "profile",
    "toolchain",
];

/// The settings of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProjectSettings {
    /// The toolchain's name for rustup. Absent: the one that rustup or PATH chooses.
    pub(crate) toolchain: Option<String>,
    /// What cargo is asked to build, as its own flags.
    pub(crate) selection: Vec<String>,
    /// The only profile to use. Absent: the one of the optimization level.
    pub(crate) profile: Option<String>,
}

impl ProjectSettings {
    /// Reads the settings.
    ///
    /// # Errors
    ///
    /// `project_invalid` for a key that means nothing here, and for a value that does not fit.
    pub(crate) fn read(settings: &Settings) -> Result<Self> {
        let reader = SettingsReader::new("rust", settings, &KEYS)?;
        let mut selection = Vec::new();
        for key in ["package", "bin", "example"] {
            if let Some(name) = reader.text(key)? {
                selection.push(format!("--{key}={name}"));
            }
        }
        let features = reader.texts("features")?;
        if !features.is_empty() {
            selection.push(format!("--features={}", features.join(",")));
        }
        for key in ["all-features", "no-default-features"] {
            if reader.flag(key)? {
                selection.push(format!("--{key}"));
            }
        }
        let owned = |key| reader.text(key).map(|text| text.map(str::to_owned));
        Ok(Self { toolchain: owned("toolchain")?, selection, profile: owned("profile")? })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_become_flags_of_cargo() {
        let settings = Settings::from_iter([
            ("example".to_owned(), json!("game")),
            ("features".to_owned(), json!(["a", "b"])),
            ("no-default-features".to_owned(), json!(true)),
            ("profile".to_owned(), json!("fast")),
        ]);
        let settings = ProjectSettings::read(&settings).unwrap();
        assert_eq!(
            settings.selection,
            ["--example=game", "--features=a,b", "--no-default-features"]
        );
        assert_eq!(settings.profile.as_deref(), Some("fast"));
    }
}
