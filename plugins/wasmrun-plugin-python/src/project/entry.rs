//! What runs first.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::settings::SettingsReader;
use wasmrun_plugin_sdk::{Error, ErrorKind, Result, Settings};

use super::Manifest;

const KEYS: [&str; 2] = ["entry", "module"];
/// Scripts, in the order in which they are looked for.
const SCRIPTS: [&str; 4] = ["main.py", "app.py", "__main__.py", "src/main.py"];

/// How Python is told what to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A script, relative to the project.
    Script(PathBuf),
    /// A module, as after `python -m`.
    Module(String),
    /// A function of a module, as commands of packages are.
    Function(String, String),
}

/// What the settings name, else the project's command, its package, or its script.
///
/// # Errors
///
/// `project_invalid` if nothing of that is there, or the settings do not fit.
pub(crate) fn find_entry(root: &Path, settings: &Settings) -> Result<Entry> {
    let reader = SettingsReader::new("python", settings, &KEYS)?;
    if let Some(script) = reader.path("entry")? {
        return Ok(Entry::Script(script));
    }
    if let Some(module) = reader.text("module")? {
        return Ok(Entry::Module(module.to_owned()));
    }
    guess_entry(root, &Manifest::read(root)?).ok_or_else(|| {
        let message = format!("nothing in `{}` says what to run", root.display());
        Error::new(ErrorKind::ProjectInvalid, message)
            .with_hint("write a `main.py`, or a package with a `__main__.py`")
            .with_hint("or name it under `[plugins.python]`, as in `entry = \"tool.py\"`")
    })
}

/// What the project itself says is to run.
pub(super) fn guess_entry(root: &Path, manifest: &Manifest) -> Option<Entry> {
    if let Some((module, function)) = manifest.script() {
        return Some(Entry::Function(module, function));
    }
    let scripts = SCRIPTS.iter().map(PathBuf::from).filter(|script| root.join(script).is_file());
    let script = scripts.map(Entry::Script).next();
    script.or_else(|| Some(Entry::Module(runnable_package(root, manifest)?)))
}

/// A package with a `__main__.py`: the one with the project's name, or the first.
fn runnable_package(root: &Path, manifest: &Manifest) -> Option<String> {
    let mut found = Vec::new();
    for folder in [root.to_path_buf(), root.join("src")] {
        for entry in fs_err::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().join("__main__.py").is_file() {
                found.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    let named = manifest.module_name().filter(|name| found.contains(name));
    named.or_else(|| found.into_iter().next())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: Option<&Entry>) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }
        assert_eq!(find_entry(folder.path(), &Settings::new()).ok().as_ref(), expected);
    }

    #[test]
    fn commands_go_before_scripts_and_scripts_before_packages() {
        let package = ("src/tool/__main__.py", "");
        let manifest = ("pyproject.toml", "[project]\nname = \"tool\"\n");
        check(&[package, manifest, ("src/a/__main__.py", "")], Some(&Entry::Module("tool".into())));
        check(&[package, ("main.py", "")], Some(&Entry::Script("main.py".into())));
        let command = "[project]\nname = \"tool\"\n[project.scripts]\ntool = \"tool.cli:main\"\n";
        let function = Entry::Function("tool.cli".into(), "main".into());
        check(&[package, ("main.py", ""), ("pyproject.toml", command)], Some(&function));
        check(&[("library.py", "")], None);
        check(&[("pyproject.toml", "not toml")], None);
    }

    #[test]
    fn settings_decide() {
        let settings = Settings::from_iter([("entry".to_owned(), json!("tools/x.py"))]);
        let entry = find_entry(Path::new("/nowhere"), &settings).unwrap();
        assert_eq!(entry, Entry::Script("tools/x.py".into()));
        let settings = Settings::from_iter([("entry".to_owned(), json!("../x.py"))]);
        assert!(find_entry(Path::new("/nowhere"), &settings).is_err());
    }
}
