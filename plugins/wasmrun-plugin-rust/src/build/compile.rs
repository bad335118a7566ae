//! Runs cargo, and tells what it says while it works.

use std::path::{Path, PathBuf};

use cargo_metadata::{Artifact, CrateType, Message};
use wasmrun_plugin_sdk::diagnostics::{Parser as _, RustcParser};
use wasmrun_plugin_sdk::{Context, OutputStream, Result, Severity};

use super::options::Options;
use super::progress::{self, Bar};
use crate::explanation::explain;
use crate::project::Metadata;
use crate::toolchain::Cargo;

/// A module that cargo made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Module {
    /// The name of the executable, example or library.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// Whether it is a program rather than a library.
    pub(super) is_program: bool,
    pub(super) is_example: bool,
    /// Whether it runs tests.
    pub(super) is_test: bool,
    /// The folder of its package.
    pub(super) package: PathBuf,
}

impl Module {
    /// Where it is in the order of modules.
    fn place(&self) -> (&Path, &str, &Path) {
        (&self.package, &self.name, &self.path)
    }
}

/// What a run of cargo came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) modules: Vec<Module>,
    pub(super) succeeded: bool,
    /// Whether everything was there already.
    pub(super) fresh: bool,
}

/// Builds the project, or its tests; what is wrong with it is told to the host.
pub(super) fn compile(
    cx: &Context,
    cargo: &Cargo,
    root: &Path,
    metadata: &Metadata,
    options: &Options,
) -> Result<Outcome> {
    let parser = RustcParser::new(metadata.workspace_root());
    let mut listener = Listener { cx, parser, bar: Bar::default(), said: Said::default() };
    let output = progress::told_by(cargo.command(cx))
        .args(options.command())
        .arg("--message-format=json-diagnostic-rendered-ansi")
        .args(options.arguments())
        .env("CARGO_TERM_COLOR", "never")
        .quiet()
        .on_line(|stream, line| listener.line(stream, line))
        .run_in(root)?;
    let Said { mut modules, compiled, errors } = listener.said;
    // Cargo names first what was compiled first, which is another one each time.
    modules.sort_by(|first, second| first.place().cmp(&second.place()));
    if !output.success() && errors == 0 {
        cx.diagnostic(explain(&progress::without_bars(&output.stderr), root));
    }
    Ok(Outcome { modules, succeeded: output.success(), fresh: compiled == 0 })
}

/// What was said so far.
#[derive(Default)]
struct Said {
    modules: Vec<Module>,
    /// Packages that were not fresh.
    compiled: u64,
    errors: usize,
}

struct Listener<'a> {
    cx: &'a Context,
    parser: RustcParser,
    bar: Bar,
    said: Said,
}

impl Listener<'_> {
    fn line(&mut self, stream: OutputStream, line: &str) {
        if stream == OutputStream::Stdout && line.starts_with('{') {
            return self.message(line);
        }
        let Some(line) = self.bar.take(line) else { return };
        if let Some(package) = line.trim_start().strip_prefix("Compiling ") {
            self.cx.progress(self.bar.compiling(package));
        }
        self.cx.output(stream, line);
    }

    fn message(&mut self, line: &str) {
        if let Some(diagnostic) = self.parser.line(line) {
            self.said.errors += usize::from(diagnostic.severity == Severity::Error);
            self.cx.diagnostic(diagnostic);
        } else if let Ok(Message::CompilerArtifact(artifact)) = serde_json::from_str(line) {
            self.said.compiled += u64::from(!artifact.fresh);
            self.said.modules.extend(module(&artifact));
        }
    }
}

/// The module among the files of an artifact; `None` for what is only part of one.
fn module(artifact: &Artifact) -> Option<Module> {
    let is_module = |path: &&cargo_metadata::camino::Utf8PathBuf| path.extension() == Some("wasm");
    let target = &artifact.target;
    let path = match &artifact.executable {
        Some(executable) => Some(executable).filter(is_module)?,
        None if target.crate_types.contains(&CrateType::CDyLib) => {
            artifact.filenames.iter().find(is_module)?
        }
        None => return None,
    };
    Some(Module {
        name: target.name.clone(),
        path: path.as_std_path().to_owned(),
        is_program: artifact.executable.is_some(),
        is_example: target.is_example(),
        is_test: artifact.profile.test,
        package: artifact.manifest_path.parent().map(PathBuf::from).unwrap_or_default(),
    })
}
