//! What `[plugins.go]` of the user's and the project's configuration says.

use wasmrun_plugin_sdk::settings::SettingsReader;
use wasmrun_plugin_sdk::{Error, ErrorKind, Result, Settings};

const KEYS: [&str; 4] = ["compiler", "package", "reactor", "tags"];

/// The settings of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProjectSettings {
    /// The only compiler to use. Absent: the first that is there.
    pub(crate) compiler: Option<CompilerChoice>,
    /// The only package to build, as Go names packages: `./cmd/server`. Absent: every program.
    pub(crate) package: Option<String>,
    /// Build tags.
    pub(crate) tags: Vec<String>,
    /// Whether the module has functions to call rather than a `main` to run. It is also one if its
    /// `main` is empty and it exports a function.
    pub(crate) reactor: bool,
}

/// A compiler by the name that users give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompilerChoice {
    /// Go on PATH.
    Go,
    /// Go as `setup` brought it.
    SetUp,
    TinyGo,
}

impl CompilerChoice {
    /// Every compiler, in the order in which they are tried.
    pub(crate) const ALL: [Self; 3] = [Self::Go, Self::SetUp, Self::TinyGo];

    /// The name that users give it; of what is on PATH, also its command.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::SetUp => "setup-go",
            Self::TinyGo => "tinygo",
        }
    }
}

impl ProjectSettings {
    /// Reads the settings.
    ///
    /// # Errors
    ///
    /// `project_invalid` for a key that means nothing here, and for a value that does not fit.
    pub(crate) fn read(settings: &Settings) -> Result<Self> {
        let reader = SettingsReader::new("go", settings, &KEYS)?;
        let compiler = reader.text("compiler")?.map(compiler).transpose()?;
        let package = reader.path("package")?;
        let package = package.map(|path| {
            let path = path.to_string_lossy().replace('\\', "/");
            format!("./{}", path.trim_start_matches("./"))
        });
        let tags = reader.texts("tags")?.into_iter().map(str::to_owned).collect();
        Ok(Self { compiler, package, tags, reactor: reader.flag("reactor")? })
    }
}

fn compiler(name: &str) -> Result<CompilerChoice> {
    CompilerChoice::ALL.into_iter().find(|choice| choice.name() == name).ok_or_else(|| {
        let message =
            format!("the setting `compiler` of `[plugins.go]` is `{name}`, which is none");
        let error = Error::new(ErrorKind::ProjectInvalid, message);
        let hints = CompilerChoice::ALL.map(|choice| format!("compiler = \"{}\"", choice.name()));
        hints.into_iter().fold(error, Error::with_hint)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_are_read() {
        let read = |key: &str, value| {
            ProjectSettings::read(&Settings::from_iter([(key.to_owned(), value)]))
        };
        let settings = read("package", json!("cmd/server")).unwrap();
        assert_eq!(settings.package.as_deref(), Some("./cmd/server"));
        let settings = read("compiler", json!("tinygo")).unwrap();
        assert_eq!(settings.compiler, Some(CompilerChoice::TinyGo));
        assert!(read("compiler", json!("gccgo")).is_err());
        assert!(read("package", json!("../other")).is_err());
    }
}
