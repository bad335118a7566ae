//! `wasmrun.toml` in a project: how to build, serve and run it. It cannot name a command to run, a
//! folder outside the project, or a network rule, since whoever wrote it is not the user.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::file::{self, Keys};
use super::{Error, PluginSettings};
use crate::cli::Optimization;

const KEYS: Keys = Keys::Known(&[
    (
        "build",
        Keys::Known(&[
            ("language", Keys::Anything),
            ("optimization", Keys::Anything),
            ("plugin", Keys::Anything),
            ("target", Keys::Anything),
        ]),
    ),
    ("serve", Keys::Known(&[("port", Keys::Anything)])),
    ("exec", Keys::Known(&[("env", Keys::Anything)])),
    ("plugins", Keys::Named(&Keys::Anything)),
]);

/// The content of a project's file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProjectFile {
    pub(super) build: BuildSection,
    pub(super) serve: ServeSection,
    pub(super) exec: ExecSection,
    /// `[plugins.NAME]`: settings in the words of each plugin.
    pub(super) plugins: BTreeMap<String, PluginSettings>,
}

/// The file of the project in `root`, which need not exist.
pub(super) fn path(root: &Path) -> PathBuf {
    root.join("wasmrun.toml")
}

impl ProjectFile {
    /// Reads the file of the project in `root`; a missing one says nothing.
    pub(super) fn read(root: &Path) -> Result<Self, Error> {
        Ok(file::read(&path(root), &KEYS)?.unwrap_or_default())
    }
}

/// `[build]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BuildSection {
    pub(super) language: Option<String>,
    pub(super) optimization: Option<Optimization>,
    pub(super) plugin: Option<String>,
    pub(super) target: Option<String>,
}

/// `[serve]`: how `run` serves the project.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct ServeSection {
    /// The port, unless the command line names one.
    pub port: Option<u16>,
}

/// `[exec]`: how the project's program is run.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct ExecSection {
    /// Environment variables for the guest.
    pub env: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ProjectFile, Error> {
        file::parse(Path::new("wasmrun.toml"), text, &KEYS)
    }

    fn failure(text: &str) -> (String, Vec<String>) {
        let error = parse(text).unwrap_err();
        (error.to_string(), error.hints())
    }

    #[test]
    fn says_how_to_build_and_run() {
        let file = parse("[build]\noptimization = 'size'\n[exec.env]\nA = '1'\n").unwrap();
        assert_eq!(file.build.optimization, Some(Optimization::Size));
        assert_eq!(file.exec.env["A"], "1");
    }

    #[test]
    fn an_unknown_key_is_named_with_the_nearest_known_one() {
        assert_eq!(
            failure("[build]\ntarget = 'x'\noptimisation = 'size'\n"),
            (
                "`wasmrun.toml`, line 3: unknown key `build.optimisation`".to_owned(),
                vec!["did you mean `build.optimization`?".to_owned()]
            )
        );
        assert_eq!(
            failure("[network]\nallow = '*'\n"),
            (
                "`wasmrun.toml`, line 1: unknown key `network`".to_owned(),
                vec!["known here: `build`, `serve`, `exec`, `plugins`".to_owned()]
            )
        );
    }

    #[test]
    fn a_wrong_value_is_named_with_its_line() {
        let (text, _) = failure("\n[serve]\nport = 70000\n");
        let wanted = "expected a whole number from 0 to 65535";
        assert_eq!(text, format!("`wasmrun.toml`, line 3: {wanted}, found integer `70000`"));
        let (text, _) = failure("[serve]\nport = 'x'\n");
        assert_eq!(text, format!("`wasmrun.toml`, line 2: {wanted}, found string \"x\""));
        let (text, _) = failure("[build\n");
        assert!(text.starts_with("`wasmrun.toml`, line 1: "), "{text}");
    }
}
