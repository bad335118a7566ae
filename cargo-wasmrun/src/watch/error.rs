//! What can go wrong while watching.

use std::path::PathBuf;

/// A failure to watch a project.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A glob of the plugin or of the configuration does not parse.
    #[error("`{glob}` is not a watch pattern")]
    Glob {
        /// The pattern as it was given.
        glob: String,
        /// What the parser said.
        source: ignore::Error,
    },
    /// The operating system refused a watch.
    #[error("failed to watch `{}`", path.display())]
    Watch {
        /// The file or folder that was to be watched.
        path: PathBuf,
        /// What the operating system said.
        source: notify::Error,
    },
    /// The watcher's thread could not be started.
    #[error("failed to start the file watcher")]
    Thread(#[source] std::io::Error),
}

impl Error {
    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        let source = match self {
            Self::Watch { source, .. } => source,
            Self::Glob { .. } => {
                return vec!["write it as in `.gitignore`, such as `src/**/*.c`".to_owned()];
            }
            Self::Thread(_) => return Vec::new(),
        };
        let poll = "use `--poll` to look for changes without the operating system's help";
        match &source.kind {
            notify::ErrorKind::MaxFilesWatch => vec![
                "raise the limit: `sudo sysctl fs.inotify.max_user_watches=524288`".to_owned(),
                poll.to_owned(),
            ],
            _ => vec![poll.to_owned()],
        }
    }
}
