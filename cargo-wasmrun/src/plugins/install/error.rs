//! What can go wrong when plugins are installed, updated or removed.

use std::io;
use std::path::PathBuf;

use crate::output::typed;

/// Why a plugin was not installed, updated or removed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no place for temporary files.
    #[error("failed to make a temporary folder")]
    Scratch(#[source] io::Error),
    /// Cargo cannot be started, or its output not be read.
    #[error("failed to run `{command}`")]
    Cargo {
        /// What was to be run.
        command: String,
        /// Why not.
        source: io::Error,
    },
    /// Cargo ran, and failed.
    #[error("`{command}` failed")]
    CargoFailed {
        /// What was run.
        command: String,
        /// The end of what it said.
        stderr: Vec<String>,
    },
    /// The registry has no such package.
    #[error("there is no package `{package}` in the registry")]
    NotPublished {
        /// The package.
        package: String,
    },
    /// A package built, but is not the plugin.
    #[error("what was built for plugin `{name}` has no executable `{file}`")]
    NoExecutable {
        /// The plugin.
        name: String,
        /// The executable that is missing.
        file: String,
    },
    /// A plugin says something else of itself than its package, which the user read.
    #[error(
        "plugin `{name}` has the {field} `{}`, but its package says `{}`",
        .plugin.join("`, `"),
        .manifest.join("`, `")
    )]
    Disagrees {
        /// The plugin.
        name: String,
        /// What they say different things about.
        field: &'static str,
        /// What the package says.
        manifest: Vec<String>,
        /// What the plugin says.
        plugin: Vec<String>,
    },
    /// A plugin was not installed by us.
    #[error("plugin `{name}` was not installed by `cargo wasmrun plugin install`")]
    NotInstalled {
        /// The plugin.
        name: String,
    },
    /// A build or a server has a plugin at work that was to be removed.
    #[error("plugin `{name}` is in use, and stays")]
    InUse {
        /// The plugin.
        name: String,
    },
    /// What belongs to our home folder cannot be read or written.
    #[error("failed to keep `{}`", .path.display())]
    Store {
        /// What it is about.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Nobody said yes.
    #[error("plugin `{name}` was not installed, since nobody said yes")]
    NoConsent {
        /// The plugin.
        name: String,
    },
}

impl Error {
    /// Lines that belong below the message.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::CargoFailed { stderr, .. } => stderr.clone(),
            _ => Vec::new(),
        }
    }

    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Scratch(_) => vec!["set `TMPDIR` to a folder that you can write to".to_owned()],
            Self::Cargo { .. } => {
                vec!["install Rust from https://rustup.rs, which brings cargo".to_owned()]
            }
            Self::CargoFailed { stderr, .. } => {
                let all = "`-v` shows all that cargo says".to_owned();
                let network = "without a network, install from a folder with `cargo wasmrun plugin install --path DIR NAME`; \
                               behind a proxy, set `HTTPS_PROXY`";
                if says_no_network(stderr) { vec![network.to_owned(), all] } else { vec![all] }
            }
            Self::NotPublished { .. } => {
                vec!["see what there is with `cargo wasmrun plugin search`".to_owned()]
            }
            Self::NoExecutable { name, .. } => {
                vec![format!("name the package `wasmrun-plugin-{name}`, or install another")]
            }
            Self::Disagrees { name, .. } => vec![format!(
                "try another version with `cargo wasmrun plugin install {name} --version REQ`"
            )],
            Self::NotInstalled { .. } => {
                vec!["see what is there with `cargo wasmrun plugin list`".to_owned()]
            }
            Self::InUse { .. } => {
                vec!["end the servers with `cargo wasmrun stop --all`, and try again".to_owned()]
            }
            Self::Store { path, .. } => {
                vec![format!("look at its permissions with `ls -ld {}`", typed(path))]
            }
            Self::NoConsent { name } => {
                vec![format!("say yes with `cargo wasmrun plugin install --yes {name}`")]
            }
        }
    }
}

/// Whether cargo could not reach a registry or a repository.
fn says_no_network(stderr: &[String]) -> bool {
    let signs =
        ["download of config.json failed", "failed to resolve address", "spurious network error"];
    stderr.iter().any(|line| signs.iter().any(|sign| line.contains(sign)))
}
