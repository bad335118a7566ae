//! Finds plugins: executables named `wasmrun-plugin-NAME` in places that not everybody can write to.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use wasmrun_protocol::executable;

use super::trust::Trust;
use super::{Error, official};
use crate::config::Settings;

/// A plugin that can be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name, without the prefix.
    pub name: String,
    /// The executable.
    pub path: PathBuf,
    /// Arguments before our own.
    pub args: Vec<OsString>,
    /// Where it was found.
    pub origin: Origin,
    /// Whether it came with this program.
    pub official: bool,
}

impl Found {
    /// The plugin that an executable is, wherever it lies.
    pub fn executable(path: &Path) -> Result<Self, Error> {
        let name = path.file_stem().and_then(OsStr::to_str).and_then(executable::plugin_name);
        let name = name.ok_or_else(|| Error::NotAPlugin(path.to_owned()))?.to_owned();
        let (path, args) = (path.to_owned(), Vec::new());
        Ok(Self { name, path, args, origin: Origin::Named, official: false })
    }
}

/// Where a plugin was found, in the order of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user's configuration names its command.
    Configured,
    /// A folder on `PATH`.
    Path,
    /// `bin` in our home folder.
    Home,
    /// The folder of `cargo install`.
    CargoBin,
    /// Beside this program.
    Beside,
    /// Nowhere: its path was given.
    Named,
}

impl Origin {
    /// The place, for people.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Configured => "named in `config.toml`",
            Self::Path => "found on `PATH`",
            Self::Home => "found in `bin` of `WASMRUN_HOME`",
            Self::CargoBin => "found where `cargo install` puts programs",
            Self::Beside => "found beside `cargo-wasmrun`",
            Self::Named => "named by its path",
        }
    }
}

/// What a search for plugins brought to light.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discovery {
    /// The plugins, by name.
    pub plugins: Vec<Found>,
    /// Those that the user disabled, by name.
    pub disabled: Vec<Found>,
    /// Files that look like plugins, but are not taken.
    pub passed_over: Vec<PassedOver>,
}

/// A file that looks like a plugin, but is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The file.
    pub path: PathBuf,
    /// Why it is not taken, as a continuation of its name.
    pub reason: String,
}

/// Looks for plugins; the first hit of a name wins. Those that the user disabled are left out.
pub fn discover(settings: &Settings) -> Discovery {
    let mut found = configured(settings);
    let mut passed_over = Vec::new();
    let beside = settings.executable.as_deref().and_then(Path::parent);
    let trust = Trust::new(settings.executable.as_deref());
    let mut searched = BTreeSet::new();
    for (origin, folder) in folders(settings, beside) {
        if !folder.is_absolute() || !searched.insert(folder.clone()) {
            continue;
        }
        for (name, path) in plugins_in(&folder) {
            let shadow = || Some(format!("is shadowed by `{}`", found.get(&name)?.path.display()));
            if let Some(reason) = objection(&trust, &folder, &path).or_else(shadow) {
                passed_over.push(PassedOver { path, reason });
                continue;
            }
            let official = beside == Some(&folder) && official::NAMES.contains(&name.as_str());
            found.insert(name.clone(), Found { name, path, args: Vec::new(), origin, official });
        }
    }
    let is_enabled = |name: &str| settings.plugins.get(name).is_none_or(|entry| entry.enabled);
    let (plugins, disabled) = found.into_values().partition(|found| is_enabled(&found.name));
    Discovery { plugins, disabled, passed_over }
}

/// The plugins whose commands the user configured.
fn configured(settings: &Settings) -> BTreeMap<String, Found> {
    let commands = settings.plugins.iter().filter_map(|(name, entry)| {
        let (program, args) = entry.command.as_deref()?.split_first()?;
        let found = Found {
            name: name.clone(),
            path: settings.current_dir.join(program),
            args: args.iter().map(OsString::from).collect(),
            origin: Origin::Configured,
            official: false,
        };
        Some((name.clone(), found))
    });
    commands.collect()
}

fn folders(settings: &Settings, beside: Option<&Path>) -> Vec<(Origin, PathBuf)> {
    let path = settings.environment.get("PATH").unwrap_or(OsStr::new(""));
    let mut folders: Vec<_> =
        std::env::split_paths(path).map(|folder| (Origin::Path, folder)).collect();
    folders.push((Origin::Home, settings.home.join("bin")));
    folders.extend(settings.environment.cargo_bin().map(|bin| (Origin::CargoBin, bin)));
    folders.extend(beside.map(|beside| (Origin::Beside, beside.to_owned())));
    folders
}

/// The files in one folder that are named as plugins are, by the plugin's name.
fn plugins_in(folder: &Path) -> BTreeMap<String, PathBuf> {
    let Ok(entries) = folder.read_dir() else { return BTreeMap::new() };
    entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = plugin_name(path.file_name()?)?;
            Some((name, path))
        })
        .collect()
}

/// The name of the plugin that a file of this name would be.
fn plugin_name(file: &OsStr) -> Option<String> {
    let file = file.to_str()?.strip_suffix(std::env::consts::EXE_SUFFIX)?;
    executable::plugin_name(file).map(str::to_owned)
}

/// Why the file at `path` in `folder` may not be run.
fn objection(trust: &Trust, folder: &Path, path: &Path) -> Option<String> {
    let Ok(folder_data) = folder.metadata() else { return Some("cannot be looked at".to_owned()) };
    if let Some(objection) = trust.objection(&folder_data) {
        return Some(format!("is in a folder that {objection}"));
    }
    match path.metadata() {
        Err(error) => Some(format!("cannot be looked at: {error}")),
        Ok(data) if !is_executable(&data) => Some("is not executable".to_owned()),
        Ok(data) => trust.objection(&data).map(str::to_owned),
    }
}

#[cfg(unix)]
fn is_executable(data: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    data.is_file() && data.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(data: &Metadata) -> bool {
    data.is_file()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::config::{Environment, PluginEntry};

    struct World {
        root: tempfile::TempDir,
        settings: Settings,
    }

    impl World {
        fn new(path: &[&str]) -> Self {
            let root = tempfile::tempdir().unwrap();
            let folders = path.iter().map(|folder| root.path().join(folder));
            let path = std::env::join_paths(folders).unwrap();
            let environment: Environment = [
                ("PATH".into(), path),
                ("CARGO_HOME".into(), root.path().join("cargo").into_os_string()),
            ]
            .into_iter()
            .collect();
            let mut settings = Settings::for_test(root.path(), environment);
            settings.executable = Some(root.path().join("beside/cargo-wasmrun"));
            Self { root, settings }
        }

        fn add(&self, file: &str, mode: u32) {
            let path = self.root.path().join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(&path, "").unwrap();
            fs_err::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        }

        fn found(&self) -> Vec<(String, Origin, bool)> {
            let found = discover(&self.settings).plugins;
            found.into_iter().map(|found| (found.name, found.origin, found.official)).collect()
        }
    }

    #[test]
    fn the_first_hit_of_a_name_wins() {
        let world = World::new(&["one", "two"]);
        world.add("two/wasmrun-plugin-rust", 0o755);
        world.add("beside/wasmrun-plugin-rust", 0o755);
        world.add("beside/wasmrun-plugin-c", 0o755);
        world.add("beside/wasmrun-plugin-zig", 0o755);
        world.add("cargo/bin/wasmrun-plugin-nim", 0o755);
        assert_eq!(
            world.found(),
            [
                ("c".to_owned(), Origin::Beside, true),
                ("nim".to_owned(), Origin::CargoBin, false),
                ("rust".to_owned(), Origin::Path, false),
                ("zig".to_owned(), Origin::Beside, false),
            ]
        );
    }

    #[test]
    fn what_is_not_taken_is_told_with_its_reason() {
        let world = World::new(&["open", "good", "later"]);
        world.add("open/wasmrun-plugin-a", 0o755);
        world.add("good/wasmrun-plugin-b", 0o777);
        world.add("good/wasmrun-plugin-c", 0o644);
        world.add("good/wasmrun-plugin-D", 0o755);
        world.add("good/wasmrun-plugin-", 0o755);
        world.add("good/wasmrun-plugin-e", 0o755);
        world.add("later/wasmrun-plugin-e", 0o755);
        let path = |file: &str| world.root.path().join(file);
        fs_err::set_permissions(path("open"), std::fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(world.found(), [("e".to_owned(), Origin::Path, false)]);
        let shadow = format!("is shadowed by `{}`", path("good/wasmrun-plugin-e").display());
        let expected = [
            ("open/wasmrun-plugin-a", "is in a folder that can be changed by everybody"),
            ("good/wasmrun-plugin-b", "can be changed by everybody"),
            ("good/wasmrun-plugin-c", "is not executable"),
            ("later/wasmrun-plugin-e", &shadow),
        ];
        let expected = expected
            .map(|(file, reason)| PassedOver { path: path(file), reason: reason.to_owned() });
        assert_eq!(discover(&world.settings).passed_over, expected);
    }

    #[test]
    fn a_group_may_look_after_the_plugins() {
        let world = World::new(&["shared"]);
        world.add("shared/wasmrun-plugin-a", 0o775);
        let shared = world.root.path().join("shared");
        fs_err::set_permissions(shared, std::fs::Permissions::from_mode(0o2775)).unwrap();
        assert_eq!(world.found(), [("a".to_owned(), Origin::Path, false)]);
    }

    #[test]
    fn relative_and_empty_entries_of_the_path_are_skipped() {
        let mut world = World::new(&[]);
        world.settings.environment = [("PATH".into(), ":.:relative".into())].into_iter().collect();
        assert_eq!(folders(&world.settings, None).len(), 5);
        assert_eq!(discover(&world.settings), Discovery::default());
    }

    #[test]
    fn the_user_can_name_a_command_and_disable_a_plugin() {
        let mut world = World::new(&["one"]);
        world.add("one/wasmrun-plugin-a", 0o755);
        world.add("one/wasmrun-plugin-b", 0o755);
        let command = Some(vec!["/opt/a".to_owned(), "--fast".to_owned()]);
        let plugins = &mut world.settings.plugins;
        plugins.insert("a".to_owned(), PluginEntry { command, ..PluginEntry::default() });
        plugins.insert("b".to_owned(), PluginEntry { enabled: false, ..PluginEntry::default() });
        assert_eq!(world.found(), [("a".to_owned(), Origin::Configured, false)]);
    }
}
