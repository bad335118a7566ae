//! `wasmrun.toml` in a project: how to build, serve and run it. It cannot name a command to run, a
//! folder outside the project, or a network rule, since whoever wrote it is not the user.
//!
//! Without that file, the table `package.metadata.wasmrun` of a `Cargo.toml` may say the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use super::file::{self, Keys};
use super::{Error, PluginSettings};
use crate::cli::Optimization;

/// The project's settings, relative to its folder.
pub const PROJECT_FILE: &str = "wasmrun.toml";

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

/// Where a `Cargo.toml` has them.
const TABLE: [&str; 3] = ["package", "metadata", "wasmrun"];

const MANIFEST_KEYS: Keys =
    Keys::Among(&[(TABLE[0], Keys::Among(&[(TABLE[1], Keys::Among(&[(TABLE[2], KEYS)]))]))]);

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

/// Where the project in `root` keeps its settings: the file, and the tables that they are in.
pub(super) fn place(root: &Path) -> (PathBuf, &'static [&'static str]) {
    let own = root.join(PROJECT_FILE);
    let manifest = root.join("Cargo.toml");
    if !own.exists() && has_settings(&manifest) { (manifest, &TABLE) } else { (own, &[]) }
}

/// Whether a manifest has settings for us. One that is not there or no TOML is cargo's to judge.
fn has_settings(manifest: &Path) -> bool {
    let text = fs_err::read_to_string(manifest).unwrap_or_default();
    let inner = |table: Table, name: &&str| match table.get(*name) {
        Some(Value::Table(inner)) => Some(inner.clone()),
        _ => None,
    };
    text.parse().ok().and_then(|table: Table| TABLE.iter().try_fold(table, inner)).is_some()
}

impl ProjectFile {
    /// Reads the settings of the project in `root`; a missing file says nothing.
    pub(super) fn read(root: &Path) -> Result<Self, Error> {
        let (path, tables) = place(root);
        if tables.is_empty() {
            return Ok(file::read(&path, &KEYS)?.unwrap_or_default());
        }
        let manifest = file::read::<Manifest>(&path, &MANIFEST_KEYS)?.unwrap_or_default();
        Ok(manifest.package.metadata.wasmrun)
    }
}
/// What counts of a `Cargo.toml`.
#[derive(Debug, Default, Deserialize)]
struct Manifest {
    package: Package,
}

#[derive(Debug, Default, Deserialize)]
struct Package {
    metadata: Metadata,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    wasmrun: ProjectFile,
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
    fn a_rust_project_may_say_it_in_its_manifest() {
        let root = tempfile::tempdir().unwrap();
        let write = |name, text| fs_err::write(root.path().join(name), text).unwrap();
        let port = || ProjectFile::read(root.path()).map(|file| file.serve.port);
        let manifest = "[package]\nname = 'x'\n[package.metadata.wasmrun.serve]\n";
        write("Cargo.toml", format!("{manifest}port = 9000\n"));
        assert_eq!(port().unwrap(), Some(9000));
        write("Cargo.toml", format!("{manifest}prot = 9000\n"));
        let error = port().unwrap_err();
        assert!(error.to_string().contains("line 4: unknown key `package.metadata.wasmrun.serve."));
        assert!(error.hints()[0].starts_with("did you mean `package.metadata.wasmrun.serve.port`"));
        write("Cargo.toml", format!("{manifest}port = 'x'\n"));
        assert!(port().is_err());
        write("wasmrun.toml", "[serve]\nport = 9001\n".to_owned());
        assert_eq!(port().unwrap(), Some(9001));
        for other in ["[package]\nname = 'x'\n", "[workspace]\n", "no TOML"] {
            let root = tempfile::tempdir().unwrap();
            fs_err::write(root.path().join("Cargo.toml"), other).unwrap();
            assert!(ProjectFile::read(root.path()).is_ok(), "{other}");
        }
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
