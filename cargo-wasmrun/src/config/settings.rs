//! The settings of one run, each value from the place that comes first: flags, the project's file,
//! the user's file, built in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::project_file::{ExecSection, ProjectFile, ServeSection};
use super::user_file::{PluginEntry, UserFile};
use super::{Environment, Error};
use crate::cli::{BuildArgs, GlobalArgs, Optimization};
use crate::project::{Project, ProjectKind};

/// Everything that is configured.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The environment at the start of the program.
    pub environment: Environment,
    /// The folder that relative paths count from.
    pub current_dir: PathBuf,
    /// The folder for our own files.
    pub home: PathBuf,
    /// Whether every question is answered with yes.
    pub yes: bool,
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
    /// What to optimize for; every command has a default of its own.
    pub optimization: Option<Optimization>,
    /// The compilation target, one of the plugin's.
    pub target: Option<String>,
    /// Where artifacts go, absolute; `None` leaves them in the project's `.wasmrun`.
    pub output: Option<PathBuf>,
    /// Further folders, absolute, that artifacts may lie in and run plans may open.
    pub allow_dirs: Vec<PathBuf>,
    /// Arguments for the plugin's tools.
    pub plugin_args: Vec<String>,
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
            yes: flags.yes,
            plugins: user.plugins,
            build: BuildSettings::default(),
            serve: ServeSection::default(),
            exec: ExecSection::default(),
        })
    }

    /// Adds what the project's file and the command line say about building `project`.
    pub fn for_project(mut self, project: &Project, flags: &BuildArgs) -> Result<Self, Error> {
        let file = match project.kind {
            ProjectKind::Source => ProjectFile::read(&project.root)?,
            ProjectKind::Module(_) => ProjectFile::default(),
        };
        let absolute = |path: &PathBuf| self.current_dir.join(path);
        self.build = BuildSettings {
            plugin: flags.plugin.clone().or(file.build.plugin),
            language: flags.language.clone().or(file.build.language),
            optimization: flags.level().or(file.build.optimization),
            target: flags.target.clone().or(file.build.target),
            output: flags.output.as_ref().map(absolute),
            allow_dirs: flags.allow_dir.iter().map(absolute).collect(),
            plugin_args: Vec::new(),
        };
        self.serve = file.serve;
        self.exec = file.exec;
        Ok(self)
    }
}
