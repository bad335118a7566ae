//! What the process is told, and what it tells of the end: files in a folder of the two.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::exec::{DebugFile, Grant, Preload, Program};

/// The file of the job.
pub(super) const JOB: &str = "job.json";

/// The file of the report.
pub(super) const REPORT: &str = "report.json";

/// The most bytes that the program's memories may have together.
const MOST_MEMORY: u64 = 4 << 30;

/// What a program may use of this machine, as its run plan has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Given {
    /// The file of its module.
    pub(crate) module: PathBuf,
    /// What it is called, as its first argument is.
    pub(crate) name: String,
    /// The folders that it sees.
    pub(crate) folders: Vec<Grant>,
    /// What provides its imports.
    pub(crate) providers: Vec<Preload>,
    /// The folder whose sources may be shown, and where records of valid modules are.
    pub(crate) root: PathBuf,
    /// The folder of our own files.
    pub(crate) home: PathBuf,
}

/// One run of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) given: Given,
    pub(super) args: Vec<String>,
    pub(super) env: BTreeMap<String, String>,
}

impl Job {
    /// The program, whose streams are those of this process.
    pub(super) fn program(self) -> Program {
        let Self { given, args, env } = self;
        Program {
            file: DebugFile::note(&given.module, &given.root),
            name: file_name(&given.module),
            args: std::iter::once(given.name).chain(args).map(Into::into).collect(),
            environment: env.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
            grants: given.folders,
            preloads: given.providers,
            max_memory: Some(MOST_MEMORY),
            ends_process: true,
            ..Program::default()
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) outcome: Outcome,
    /// From the first instruction to the end.
    pub(crate) milliseconds: u64,
    /// What its memories had at the end.
    pub(crate) memory_bytes: u64,
}

/// How a run ended, as a page is told.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// By itself.
    Exited { code: i32 },
    /// By a trap, an exception or a limit.
    Trapped { message: String, frames: Vec<String> },
    /// It was not started, or its process was killed by somebody.
    Refused { message: String },
}
