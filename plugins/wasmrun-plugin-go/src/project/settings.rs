//! What `[plugins.go]` of the user's and the project's configuration says.

use std::path::Path;

use wasmrun_plugin_sdk::settings::SettingsReader;
use wasmrun_plugin_sdk::{Error, ErrorKind, Result, Settings};

use super::workspace::all_packages;

const KEYS: [&str; 4] = ["compiler", "package", "reactor", "tags"];

/// The settings of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProjectSettings {
    /// The only compiler to use. Absent: the first that is there.
    pub(crate) compiler: Option<CompilerChoice>,
    /// Build tags.
    pub(crate) tags: Vec<String>,
    /// Whether the module has functions to call rather than a `main` to run. It is also one if its
    /// `main` is empty and it exports a function.
    pub(crate) reactor: bool,
    /// The only package to build, with slashes. Absent: every program.
    package: Option<String>,
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
        let package = package.map(|path| path.to_string_lossy().replace('\\', "/"));
        let tags = reader.texts("tags")?.into_iter().map(str::to_owned).collect();
        Ok(Self { compiler, tags, reactor: reader.flag("reactor")?, package })
    }

    /// The packages of the project in `root` that are meant, as Go names them: every one, a folder as `./cmd/server`, or one of
    /// a module that `go.mod` requires, as `example.com/module/cmd/server`.
    pub(crate) fn packages(&self, root: &Path) -> Vec<String> {
        let Some(package) = &self.package else { return all_packages(root) };
        // As in imports, the name of a host begins the path of another's package.
        let begins_with_host = !package.starts_with('.')
            && package.split('/').next().is_some_and(|host| host.contains('.'));
        if begins_with_host && !root.join(package).is_dir() {
            return vec![package.clone()];
        }
        vec![format!("./{}", package.trim_start_matches("./"))]
    }

    /// Whether one package is meant, whether there is a `go.mod` or not.
    pub(crate) fn names_package(&self) -> bool {
        self.package.is_some()
    }

    /// The flag for the build tags, which is told nothing if there are none.
    pub(crate) fn tags_flag(&self, compiler: CompilerChoice) -> String {
        let separator = match compiler {
            CompilerChoice::Go | CompilerChoice::SetUp => ",",
            CompilerChoice::TinyGo => " ",
        };
        format!("-tags={}", self.tags.join(separator))
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
        let settings = read("compiler", json!("tinygo")).unwrap();
        assert_eq!(settings.compiler, Some(CompilerChoice::TinyGo));
        assert!(read("compiler", json!("gccgo")).is_err());
        assert!(read("package", json!("../other")).is_err());
    }

    #[test]
    fn a_package_is_a_folder_or_that_of_another_module() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(folder.path().join("v1.2/tool")).unwrap();
        let packages = |package: &str| {
            let settings = Settings::from_iter([("package".to_owned(), json!(package))]);
            ProjectSettings::read(&settings).unwrap().packages(folder.path())
        };
        assert_eq!(packages("cmd/server"), ["./cmd/server"]);
        assert_eq!(packages("./cmd"), ["./cmd"]);
        assert_eq!(packages("v1.2/tool"), ["./v1.2/tool"]);
        assert_eq!(packages("example.com/module/cmd"), ["example.com/module/cmd"]);
        assert_eq!(ProjectSettings::default().packages(folder.path()), ["./..."]);
    }
}
