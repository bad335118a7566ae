//! Each setting with the place that it comes from.

use std::fmt;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item};

use super::{Error, Settings};
use crate::cli::Optimization;
use crate::server::Address;

/// Variables that settings are read from.
const PREFIX: &str = "WASMRUN_";

/// A setting that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name, as in a file: `build.optimization`.
    pub key: String,
    /// Its value, as in a file.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a setting comes from; those further down go before those further up, and flags before all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody says otherwise.
    Default,
    /// A file.
    File(PathBuf),
    /// A variable of this name.
    Environment(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "environment `{name}`"),
        }
    }
}

impl Settings {
    /// The user's file, which need not exist.
    pub fn user_file(&self) -> PathBuf {
        self.home.join("config.toml")
    }

    /// The file of the project where the user is, which need not exist.
    pub fn project_file(&self) -> PathBuf {
        super::project_file::place(&self.current_dir).0
    }

    /// All that is set for the project in `root`, and what holds where nothing is, by name. The
    /// files are checked as for a build.
    pub fn explain(&self, root: &Path) -> Result<Vec<Setting>, Error> {
        let mut settings = self.defaults();
        let project = super::project_file::place(root);
        super::project_file::ProjectFile::read(root)?;
        for (file, tables) in [(self.user_file(), &[][..]), project] {
            for (key, value) in entries(&file, tables)? {
                settings.retain(|setting| setting.key != key);
                settings.push(Setting { key, value, origin: Origin::File(file.clone()) });
            }
        }
        for (name, value) in self.environment.iter() {
            let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
            let Some(key) = name.strip_prefix(PREFIX).map(str::to_lowercase) else { continue };
            settings.retain(|setting| setting.key != key);
            let origin = Origin::Environment(name.clone().into_owned());
            settings.push(Setting { key, value: format!("{value:?}"), origin });
        }
        settings.sort_by(|left, right| left.key.cmp(&right.key));
        Ok(settings)
    }

    fn defaults(&self) -> Vec<Setting> {
        let values = [
            ("home", format!("{:?}", self.home.display().to_string())),
            ("build.optimization", format!("{:?}", Optimization::default().as_str())),
            ("serve.port", Address::DEFAULT_PORT.to_string()),
        ];
        let setting = |(key, value): (&str, String)| {
            let key = key.to_owned();
            Setting { key, value, origin: Origin::Default }
        };
        values.map(setting).into()
    }
}

/// The values in these tables of a file, with the names of further tables in front; none if there
/// is no file.
fn entries(file: &Path, tables: &[&str]) -> Result<Vec<(String, String)>, Error> {
    let unreadable = |source| Error::Unreadable { path: file.to_owned(), source };
    let text = match fs_err::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(unreadable)?,
    };
    // Whoever loaded the settings has parsed it before.
    let document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| unreadable(std::io::Error::other(error)))?;
    let mut entries = Vec::new();
    let ours = tables.iter().try_fold(document.as_item(), |item, name| item.get(name));
    if let Some(ours) = ours {
        collect(ours, "", &mut entries);
    }
    Ok(entries)
}

fn collect(item: &Item, prefix: &str, entries: &mut Vec<(String, String)>) {
    match item.as_table_like() {
        Some(table) => {
            for (key, item) in table.iter() {
                let key =
                    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
                collect(item, &key, entries);
            }
        }
        None => entries.push((prefix.to_owned(), item.to_string().trim().to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Environment;

    #[test]
    fn each_setting_names_the_place_that_goes_before_the_others() {
        let root = tempfile::tempdir().unwrap();
        let variables = [("WASMRUN_LOG".into(), "debug".into()), ("OTHER".into(), "x".into())];
        let settings = Settings::for_test(root.path(), Environment::from_iter(variables));
        fs_err::create_dir_all(&settings.home).unwrap();
        fs_err::write(settings.user_file(), "[plugins.c]\npriority = 3\n").unwrap();
        let file = root.path().join("wasmrun.toml");
        fs_err::write(&file, "[serve]\nport = 9000\n[exec.env]\nA = '1'\n").unwrap();
        let explained = settings.explain(root.path()).unwrap();
        let find = |key: &str| explained.iter().find(|setting| setting.key == key).cloned();
        let is = |key: &str, value: &str, origin: Origin| {
            let setting = Setting { key: key.to_owned(), value: value.to_owned(), origin };
            assert_eq!(find(key), Some(setting));
        };
        is("serve.port", "9000", Origin::File(file.clone()));
        is("exec.env.A", "'1'", Origin::File(file.clone()));
        is("plugins.c.priority", "3", Origin::File(settings.user_file()));
        is("log", "\"debug\"", Origin::Environment("WASMRUN_LOG".to_owned()));
        is("build.optimization", "\"debug\"", Origin::Default);
        assert_eq!(find("other"), None);
        fs_err::remove_file(&file).unwrap();
        let manifest = root.path().join("Cargo.toml");
        let text = "[package]\nname = 'x'\n[package.metadata.wasmrun]\nserve.port = 9001\n";
        fs_err::write(&manifest, text).unwrap();
        let explained = settings.explain(root.path()).unwrap();
        let port = explained.iter().find(|setting| setting.key == "serve.port").unwrap();
        assert_eq!((&*port.value, &port.origin), ("9001", &Origin::File(manifest)));
    }
}
