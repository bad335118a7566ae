//! Compiles one source file, unless its object is current.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Diagnostic, Progress, Result, Severity};

use super::record::{self, Record};
use super::report::unexplained;
use super::stamp::Stamp;
use super::{Options, dependencies};
use crate::diagnostics::{Places, parse};
use crate::project::{Flags, Language};
use crate::toolchain::{Driver, Toolchain};

/// What all compilations of a build share.
pub(super) struct Compiler<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) root: &'a Path,
    c: Vec<String>,
    cxx: Vec<String>,
    done: AtomicU64,
    total: u64,
}

/// One source file and what belongs to it.
pub(super) struct Unit {
    /// Relative to the project.
    pub(super) source: PathBuf,
    pub(super) language: Language,
    pub(super) object: PathBuf,
}

/// What became of a source file.
pub(super) struct Compiled {
    pub(super) succeeded: bool,
    /// Whether there was nothing to do.
    pub(super) fresh: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Unit {
    pub(super) fn new(source: &Path, language: Language, objects: &Path) -> Self {
        let object = with_extension(&objects.join(source), "o");
        Self { source: source.to_path_buf(), language, object }
    }

    /// Where the compiler writes which files it read.
    fn dependencies(&self) -> PathBuf {
        with_extension(&self.object, "d")
    }

    fn record(&self) -> PathBuf {
        with_extension(&self.object, "json")
    }
}

/// Appends an extension; sources of different languages may share their stem.
fn with_extension(path: &Path, extension: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(".");
    path.push(extension);
    path.into()
}

impl<'a> Compiler<'a> {
    pub(super) fn new(
        toolchain: &'a Toolchain,
        root: &'a Path,
        options: Options,
        flags: &Flags,
        units: usize,
    ) -> Self {
        let arguments = |language: Language, own: &[String]| {
            let mut arguments = options.compiler_flags();
            arguments.extend(own.iter().cloned());
            arguments.extend(flags.for_compiler(language));
            arguments.extend(include_folders(root));
            arguments.push("-fno-color-diagnostics".to_owned());
            arguments
        };
        let c = arguments(Language::C, &[]);
        let cxx = arguments(Language::Cxx, toolchain.cxx_arguments(flags));
        Self { toolchain, root, c, cxx, done: AtomicU64::new(0), total: units as u64 }
    }

    /// Compiles the unit if it must be.
    pub(super) fn compile(&self, cx: &Context, unit: &Unit) -> Result<Compiled> {
        let driver = self.toolchain.driver(unit.language);
        let command = self.command(driver, unit);
        if let Some(record) = Record::current(&unit.record(), &command) {
            self.done.fetch_add(1, Ordering::Relaxed);
            let diagnostics = record.diagnostics;
            return Ok(Compiled { succeeded: true, fresh: true, diagnostics });
        }
        let progress = Progress::new(format!("compiling {}", unit.source.display()));
        let done = self.done.load(Ordering::Relaxed);
        cx.progress(progress.with_count(done, self.total).with_unit("files"));
        let compiled = self.run(cx, unit, driver, command);
        self.done.fetch_add(1, Ordering::Relaxed);
        compiled
    }

    fn run(
        &self,
        cx: &Context,
        unit: &Unit,
        driver: &Driver,
        command: Vec<String>,
    ) -> Result<Compiled> {
        record::forget(&unit.record())?;
        fs::create_dir_all(unit.object.parent().unwrap_or(self.root))?;
        let begun = record::begin(&unit.dependencies())?;
        let output = self
            .toolchain
            .command(cx, driver)
            .args(self.arguments(unit.language))
            .args(["-MMD", "-MF"])
            .arg(unit.dependencies())
            .arg("-c")
            .arg(source_argument(&unit.source))
            .arg("-o")
            .arg(&unit.object)
            .run_in(self.root)?;
        let places = Places { directory: self.root, project: self.root };
        let mut diagnostics = parse(&output.stderr, &places);
        let succeeded = output.success();
        if succeeded {
            let record = self.record(unit, command, &diagnostics)?;
            record.keep_unless_disturbed(&unit.record(), begun)?;
        } else if !diagnostics.iter().any(|found| found.severity == Severity::Error) {
            diagnostics
                .push(unexplained(&format!("compiling `{}`", unit.source.display()), &output));
        }
        Ok(Compiled { succeeded, fresh: false, diagnostics })
    }

    fn record(
        &self,
        unit: &Unit,
        command: Vec<String>,
        diagnostics: &[Diagnostic],
    ) -> Result<Record> {
        let text = fs::read(unit.dependencies())?;
        let mut read = dependencies::parse(&String::from_utf8_lossy(&text), self.root);
        let source = self.root.join(&unit.source);
        if !read.contains(&source) {
            read.push(source);
        }
        let inputs = read.iter().map(|path| Stamp::take(path)).collect::<std::io::Result<_>>()?;
        let outputs = vec![Stamp::take(&unit.object)?];
        Ok(Record { command, inputs, outputs, diagnostics: diagnostics.to_vec() })
    }

    fn arguments(&self, language: Language) -> &[String] {
        match language {
            Language::C => &self.c,
            Language::Cxx => &self.cxx,
        }
    }

    /// All that decides what the compiler makes of its inputs.
    fn command(&self, driver: &Driver, unit: &Unit) -> Vec<String> {
        let own = driver.arguments.iter().map(|argument| argument.to_string_lossy().into_owned());
        [self.root, &unit.object, &driver.program]
            .map(|path| path.display().to_string())
            .into_iter()
            .chain([self.toolchain.version.clone()])
            .chain(own)
            .chain(self.arguments(unit.language).iter().cloned())
            .collect()
    }
}

/// Where headers are besides the folder of the file that includes them. Only `include` is searched
/// for `<…>` too: a project's own `string.h` must not hide the library's.
fn include_folders(root: &Path) -> Vec<String> {
    let mut arguments = Vec::new();
    if root.join("include").is_dir() {
        arguments.extend(["-I", "include"]);
    }
    if root.join("src").is_dir() {
        arguments.extend(["-iquote", "src"]);
    }
    arguments.extend(["-iquote", "."]);
    arguments.into_iter().map(str::to_owned).collect()
}

/// A path that no compiler takes for an option.
fn source_argument(source: &Path) -> PathBuf {
    if source.as_os_str().as_encoded_bytes().starts_with(b"-") {
        Path::new(".").join(source)
    } else {
        source.to_path_buf()
    }
}
