//! A toolchain that was found: its programs and what each must always be told.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use wasmrun_plugin_sdk::{Context, ToolCommand};

use crate::project::{Language, ToolchainChoice};

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
    /// What every C++ compilation is told besides.
    pub(crate) cxx_arguments: Vec<String>,
    /// Variables that name folders where the toolchain keeps what it made, and these folders.
    pub(crate) caches: Vec<(&'static str, PathBuf)>,
}

impl Toolchain {
    /// The compiler and linker of a language.
    pub(crate) fn driver(&self, language: Language) -> &Driver {
        match language {
            Language::C => &self.c,
            Language::Cxx => &self.cxx,
        }
    }

    /// A command that begins as every call of the driver does.
    pub(crate) fn command<'a>(&self, cx: &'a Context, driver: &Driver) -> ToolCommand<'a> {
        self.with_environment(cx.tool(&driver.program).args(&driver.arguments))
    }

    /// The command, with the environment that the toolchain's programs need.
    pub(crate) fn with_environment<'a>(&self, command: ToolCommand<'a>) -> ToolCommand<'a> {
        self.caches.iter().fold(command, |command, (name, value)| command.env(name, value))
    }

    /// For a person: which toolchain it is.
    pub(crate) fn describe(&self) -> String {
        format!("{} {} ({})", self.choice.name(), self.version, self.c.program.display())
    }
}
