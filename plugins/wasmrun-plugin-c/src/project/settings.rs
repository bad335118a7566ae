//! What `[plugins.c]` of the user's and the project's configuration says.
//!
//! No setting names a command or a folder outside the project: a project's configuration comes with
//! the project, and may not reach further than it.

use std::path::{Component, Path, PathBuf};

use wasmrun_plugin_sdk::settings::{did_you_mean, nearest};
use wasmrun_plugin_sdk::{Error, ErrorKind, Result, Settings};

const KEYS: [&str; 3] = ["program", "sources", "toolchain"];

/// The settings of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProjectSettings {
    /// The only toolchain to use. Absent: the first that works.
    pub(crate) toolchain: Option<ToolchainChoice>,
    /// Files and folders to compile, relative to the project. Absent: the plugin's own rule.
    pub(crate) sources: Option<Vec<PathBuf>>,
    /// Which of the programs that make makes is the one, relative to the project.
    pub(crate) program: Option<PathBuf>,
}

/// A toolchain by the name that users give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ToolchainChoice {
    WasiSdk,
    Clang,
    Zig,
    SetUp,
    PythonZig,
    Emscripten,
}

impl ToolchainChoice {
    /// Every toolchain, in the order in which they are tried.
    pub(crate) const ALL: [Self; 6] =
        [Self::WasiSdk, Self::Clang, Self::Zig, Self::SetUp, Self::PythonZig, Self::Emscripten];

    /// The name that users give it, and that `check` shows.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::WasiSdk => "wasi-sdk",
            Self::Clang => "clang",
            Self::Zig => "zig",
            Self::PythonZig => "python-ziglang",
            Self::SetUp => "setup-zig",
            Self::Emscripten => "emcc",
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
        if let Some(key) = settings.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let message = format!("`[plugins.c]` has no setting `{key}`");
            let hint = did_you_mean(key, "settings", &KEYS);
            return Err(Error::new(ErrorKind::ProjectInvalid, message).with_hint(hint));
        }
        let toolchain = match settings.get("toolchain") {
            None => None,
            Some(value) => Some(toolchain(value)?),
        };
        let sources = match settings.get("sources") {
            None => None,
            Some(value) => Some(sources(value)?),
        };
        let program = match settings.get("program") {
            None => None,
            Some(value) => Some(program(value)?),
        };
        Ok(Self { toolchain, sources, program })
    }
}

fn toolchain(value: &serde_json::Value) -> Result<ToolchainChoice> {
    let name = value.as_str().unwrap_or_default();
    ToolchainChoice::ALL.into_iter().find(|choice| choice.name() == name).ok_or_else(|| {
        let names = ToolchainChoice::ALL.map(ToolchainChoice::name);
        Error::new(
            ErrorKind::ProjectInvalid,
            format!("the setting `toolchain` of `[plugins.c]` is {value}, which is no toolchain"),
        )
        .with_hint(match nearest(name, &names) {
            Some(near) => format!("did you mean `toolchain = \"{near}\"`?"),
            None => "name one, as in `toolchain = \"zig\"`".to_owned(),
        })
        .with_hint(format!("toolchains are: `{}`", names.join("`, `")))
    })
}

fn sources(value: &serde_json::Value) -> Result<Vec<PathBuf>> {
    let invalid = || {
        Error::new(
            ErrorKind::ProjectInvalid,
            "the setting `sources` of `[plugins.c]` must list files or folders inside the project",
        )
        .with_hint("write it as in `sources = [\"main.c\", \"src\"]`")
    };
    let items = value.as_array().ok_or_else(invalid)?;
    items
        .iter()
        .map(|item| {
            item.as_str().map(Path::new).filter(|path| is_inside(path)).map(Path::to_path_buf)
        })
        .collect::<Option<Vec<_>>>()
        .filter(|paths| !paths.is_empty())
        .ok_or_else(invalid)
}

fn program(value: &serde_json::Value) -> Result<PathBuf> {
    let path = value.as_str().map(Path::new).filter(|path| is_inside(path));
    path.map(Path::to_path_buf).ok_or_else(|| {
        let message = "the setting `program` of `[plugins.c]` must name a file inside the project";
        Error::new(ErrorKind::ProjectInvalid, message)
            .with_hint("write it as in `program = \"bin/hello\"`")
    })
}

fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(settings: &serde_json::Value) -> Result<ProjectSettings> {
        ProjectSettings::read(settings.as_object().unwrap())
    }

    #[test]
    fn settings_are_read() {
        let settings =
            parse(&json!({ "toolchain": "zig", "sources": ["main.c", "lib/x"] })).unwrap();
        assert_eq!(settings.toolchain, Some(ToolchainChoice::Zig));
        assert_eq!(settings.sources.unwrap(), [Path::new("main.c"), Path::new("lib/x")]);
    }

    #[test]
    fn sources_stay_inside_the_project() {
        for sources in [json!(["../x.c"]), json!(["/etc/x.c"]), json!(["a/../../x.c"]), json!([])] {
            let error = parse(&json!({ "sources": sources })).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ProjectInvalid);
        }
    }

    #[test]
    fn an_unknown_toolchain_is_an_error_that_lists_the_known() {
        let error = parse(&json!({ "toolchain": "/tmp/evil" })).unwrap_err();
        assert!(error.hints()[1].contains("`wasi-sdk`, `clang`, `zig`"), "{:?}", error.hints());
        for (wrong, hint) in [
            (json!("zgi"), "did you mean `toolchain = \"zig\"`?"),
            (json!("wasi_sdk"), "did you mean `toolchain = \"wasi-sdk\"`?"),
            (json!(3), "name one, as in `toolchain = \"zig\"`"),
        ] {
            let error = parse(&json!({ "toolchain": wrong })).unwrap_err();
            assert_eq!(error.hints()[0], hint);
        }
    }

    #[test]
    fn an_unknown_setting_is_an_error_with_the_nearest_known() {
        let error = parse(&json!({ "toolchian": "zig" })).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ProjectInvalid);
        assert!(error.hints()[0].starts_with("did you mean `toolchain`?"), "{:?}", error.hints());
        let error = parse(&json!({ "colour": "blue" })).unwrap_err();
        assert_eq!(error.hints(), ["settings are: `program`, `sources`, `toolchain`"]);
    }
}
