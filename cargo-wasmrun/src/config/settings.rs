//! The settings of one run, each value from the place that comes first: flags, the project's file,
//! the user's file, built in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::file::{self, Keys};
use super::project_file::{ExecSection, ProjectFile, ServeSection};
use super::user_file::{PluginEntry, UserFile};
use super::{Environment, Error};
use crate::cli::{BuildArgs, GlobalArgs, Optimization, OutputFormat};
use crate::exec::Recording;
use crate::plugins::Trace;
use crate::project::{Project, ProjectKind};

/// Settings in the words of a plugin, which alone understands them.
pub type PluginSettings = serde_json::Map<String, serde_json::Value>;

/// Everything that is configured.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The environment at the start of the program.
    pub environment: Environment,
    /// The folder that relative paths count from.
    pub current_dir: PathBuf,
    /// The folder for our own files.
    pub home: PathBuf,
    /// This program's own file, if it is known.
    pub executable: Option<PathBuf>,
    /// Whether every question is answered with yes.
    pub yes: bool,
    /// The user's command line with `--yes`, to be proposed.
    pub command_with_yes: String,
    /// Where to write down what host and plugins say to each other.
    pub trace: Option<Trace>,
    /// What the user says about plugins, by name.
    pub plugins: BTreeMap<String, PluginEntry>,
    /// How to build.
    pub build: BuildSettings,
    /// How to serve.
    pub serve: ServeSection,
    /// How to run in the terminal.
    pub exec: ExecSection,
}

/// How a project is built.
#[derive(Clone, Debug, Default)]
pub struct BuildSettings {
    /// The plugin that was asked for by name.
    pub plugin: Option<String>,
    /// The language that was asked for.
    pub language: Option<String>,
    /// What the user wants it optimized for.
    pub optimization: Option<Optimization>,
    /// What to optimize for if the user does not say; every command has its own.
    pub default_optimization: Optimization,
    /// Whether to keep debugging information whatever it is optimized for.
    pub debug_info: bool,
    /// The compilation target, one of the plugin's.
    pub target: Option<String>,
    /// Where artifacts go, absolute; `None` leaves them in the project's `.wasmrun`.
    pub output: Option<PathBuf>,
    /// Further folders, absolute, that artifacts may lie in and run plans may open.
    pub allow_dirs: Vec<PathBuf>,
    /// What to make; `None` leaves that to the plugin, which knows what the project is.
    pub format: Option<OutputFormat>,
    /// Whether to build the project's tests.
    pub tests: bool,
    /// Arguments for the plugin's tools.
    pub plugin_args: Vec<String>,
    /// What the project says to each plugin, by name.
    pub plugin_settings: BTreeMap<String, PluginSettings>,
}

impl Settings {
    /// Reads the environment and the user's file.
    pub fn load(environment: Environment, flags: &GlobalArgs) -> Result<Self, Error> {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
        let current_dir = std::env::current_dir().map_err(Error::NoCurrentDir)?;
        let home = environment.home()?;
        let user = UserFile::read(&home.join("config.toml"))?;
        Ok(Self {
            environment,
            current_dir,
            home,
            executable: std::env::current_exe().ok(),
            yes: flags.yes,
            command_with_yes: "cargo wasmrun --yes".to_owned(),
            trace: None,
            plugins: user.plugins,
            build: BuildSettings::default(),
            serve: ServeSection::default(),
            exec: ExecSection::default(),
        })
    }

    /// Where modules that were found valid are recorded; `None` if every module is to be validated.
    pub fn recording(&self) -> Option<Recording> {
        if self.environment.get("WASMRUN_VALIDATE").is_some_and(|when| when == "always") {
            return None;
        }
        Some(Recording { home: self.home.clone(), executable: self.executable.clone()? })
    }

    /// What `plugin` is told: its own settings file, and above that what the project says to it.
    pub fn plugin_settings(&self, plugin: &str) -> Result<PluginSettings, Error> {
        let path = self.home.join("plugins").join(plugin).join("wasmrun.toml");
        let mut settings: PluginSettings = file::read(&path, &Keys::Anything)?.unwrap_or_default();
        settings.extend(self.build.plugin_settings.get(plugin).cloned().unwrap_or_default());
        Ok(settings)
    }

    /// Settings of a test, whose world is the folder `root`.
    #[cfg(test)]
    pub(crate) fn for_test(root: &std::path::Path, environment: Environment) -> Self {
        Self {
            environment,
            current_dir: root.to_owned(),
            home: root.join("home"),
            executable: None,
            yes: false,
            command_with_yes: "cargo wasmrun --yes".to_owned(),
            trace: None,
            plugins: BTreeMap::new(),
            build: BuildSettings::default(),
            serve: ServeSection::default(),
            exec: ExecSection::default(),
        }
    }

    /// Adds what the project's file and the command line say about building `project`.
    pub fn for_project(mut self, project: &Project, flags: &BuildArgs) -> Result<Self, Error> {
        let file = match project.kind {
            ProjectKind::Source => ProjectFile::read(&project.root)?,
            ProjectKind::Module(_) => ProjectFile::default(),
        };
        let absolute = |path: &PathBuf| self.current_dir.join(path);
        self.build = BuildSettings {
            // A language on the command line goes before a plugin in the file.
            plugin: flags
                .plugin
                .clone()
                .or_else(|| file.build.plugin.filter(|_| flags.language.is_none())),
            language: flags.language.clone().or(file.build.language),
            optimization: flags.level().or(file.build.optimization),
            default_optimization: Optimization::Debug,
            debug_info: flags.debug_info,
            target: flags.target.clone().or(file.build.target),
            output: flags.output.as_ref().map(absolute),
            allow_dirs: flags.allow_dir.iter().map(absolute).collect(),
            format: None,
            tests: false,
            plugin_args: Vec::new(),
            plugin_settings: file.plugins,
        };
        self.serve = file.serve;
        self.exec = file.exec;
        Ok(self)
    }
}
