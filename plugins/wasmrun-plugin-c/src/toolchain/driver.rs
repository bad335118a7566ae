//! A toolchain that was found: its programs and what each must always be told.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, ToolCommand};

use crate::project::{Flags, Language, ToolchainChoice};

/// A program with the arguments that come first in every call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Driver {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
}

impl Driver {
    pub(crate) fn new(
        program: impl Into<PathBuf>,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Self {
        let arguments = arguments.into_iter().map(|argument| argument.as_ref().to_owned());
        Self { program: program.into(), arguments: arguments.collect() }
    }
}

/// A compiler for C and C++ with a library for WASI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toolchain {
    pub(crate) choice: ToolchainChoice,
    /// As the toolchain writes it.
    pub(crate) version: String,
    pub(crate) c: Driver,
    pub(crate) cxx: Driver,
    pub(crate) archiver: Driver,
    pub(crate) indexer: Driver,
    /// What every linking call is told besides.
    pub(crate) link_arguments: Vec<String>,
    /// What C++ is told about exceptions unless the project says it.
    pub(crate) exceptions: Vec<String>,
    /// Variables that name folders where the toolchain keeps what it made, and these folders.
    pub(crate) caches: Vec<(&'static str, PathBuf)>,
    /// Variables that name folders which the toolchain's programs look into.
    pub(crate) folders: Vec<(&'static str, PathBuf)>,
    /// A file that its arguments name, and what is to be in it.
    pub(crate) header: Option<(PathBuf, &'static str)>,
}

impl Toolchain {
    /// Writes what the toolchain's arguments name, unless it is there.
    pub(crate) fn prepare(&self) -> io::Result<()> {
        let Some((path, text)) = &self.header else { return Ok(()) };
        if !fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            fs::write(path, text)?;
        }
        Ok(())
    }

    /// The compiler and linker of a language.
    pub(crate) fn driver(&self, language: Language) -> &Driver {
        match language {
            Language::C => &self.c,
            Language::Cxx => &self.cxx,
        }
    }

    /// What C++ is told besides, when it is compiled and when it is linked.
    pub(crate) fn cxx_arguments(&self, flags: &Flags) -> &[String] {
        if flags.decide_on_exceptions() { &[] } else { &self.exceptions }
    }

    /// A command that begins as every call of the driver does.
    pub(crate) fn command<'a>(&self, cx: &'a Context, driver: &Driver) -> ToolCommand<'a> {
        self.with_environment(cx.tool(&driver.program).args(&driver.arguments))
    }

    /// The command, with the environment that the toolchain's programs need.
    pub(crate) fn with_environment<'a>(&self, command: ToolCommand<'a>) -> ToolCommand<'a> {
        self.caches
            .iter()
            .chain(&self.folders)
            .fold(command, |command, (name, value)| command.env(name, value))
    }

    /// For a person: which toolchain it is.
    pub(crate) fn describe(&self) -> String {
        format!("{} {} ({})", self.choice.name(), self.version, self.c.program.display())
    }
}
