//! Links objects into a module, unless it is current.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Diagnostic, Result, Severity, ToolOutput};

use super::compile::Unit;
use super::library::LibraryMarker;
use super::record::{self, Record};
use super::report::{tell, unexplained};
use super::stamp::Stamp;
use super::{Options, program};
use crate::diagnostics::{Places, locate, name_main, parse};
use crate::project::{Flags, Language};
use crate::toolchain::{Driver, Toolchain};

/// What a linking step needs besides its objects.
pub(super) struct Linker<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) root: &'a Path,
    pub(super) options: Options,
    pub(super) flags: &'a Flags,
    pub(super) library: Option<&'a Library>,
}

/// Objects of which the linker takes those that are asked for.
pub(super) struct Library {
    pub(super) path: PathBuf,
    /// What the objects were made from.
    pub(super) language: Language,
}

/// What became of it.
pub(super) enum Linked {
    Failed,
    Done { fresh: bool },
}

impl Linker<'_> {
    /// Links the units' objects into `module`; works in the folder `objects`.
    pub(super) fn link(
        &self,
        cx: &Context,
        units: &[Unit],
        objects: &Path,
        module: &Path,
    ) -> Result<Linked> {
        let linked = objects.join("linked.wasm");
        self.step(cx, units, objects, &linked, || {
            let made = program::finish(cx, &fs::read(&linked)?, self.options, module)?;
            fs::remove_file(&linked)?;
            Ok(made.is_some().then(|| vec![module.to_path_buf()]))
        })
    }

    /// Links the units' objects into `target`, unless that was done; works in the folder `objects`.
    /// `finish` makes of it what is to stay and gives that, or tells why it cannot.
    pub(super) fn step(
        &self,
        cx: &Context,
        units: &[Unit],
        objects: &Path,
        target: &Path,
        finish: impl FnOnce() -> Result<Option<Vec<PathBuf>>>,
    ) -> Result<Linked> {
        let record_path = objects.join("link.json");
        let command = self.command(units);
        if let Some(record) = Record::current(&record_path, &command) {
            tell(cx, &record.diagnostics);
            return Ok(Linked::Done { fresh: true });
        }
        record::forget(&record_path)?;
        let output = self.run(cx, units, target)?;
        let diagnostics = self.diagnostics(units, &output);
        tell(cx, &diagnostics);
        if !output.success() {
            return Ok(Linked::Failed);
        }
        let Some(made) = finish()? else { return Ok(Linked::Failed) };
        let objects = units.iter().map(|unit| &unit.object);
        let libraries = self.library.map(|library| &library.path);
        let inputs = objects.chain(libraries).map(|path| Stamp::take(path));
        let inputs = inputs.collect::<std::io::Result<_>>()?;
        let outputs = made.iter().map(|path| Stamp::take(path)).collect::<std::io::Result<_>>()?;
        Record { command, inputs, outputs, diagnostics }.keep(&record_path)?;
        Ok(Linked::Done { fresh: false })
    }

    fn driver(&self, units: &[Unit]) -> (&Driver, Language) {
        let mut languages = units
            .iter()
            .map(|unit| unit.language)
            .chain(self.library.map(|library| library.language));
        let cxx = languages.any(|language| language == Language::Cxx);
        let language = if cxx { Language::Cxx } else { Language::C };
        (self.toolchain.driver(language), language)
    }

    fn run(&self, cx: &Context, units: &[Unit], linked: &Path) -> Result<ToolOutput> {
        let (driver, language) = self.driver(units);
        let library = LibraryMarker::new(cx, self.toolchain, language);
        cx.progress(library.announcement());
        let output = self
            .toolchain
            .command(cx, driver)
            .args(self.arguments(language))
            .args(units.iter().map(|unit| &unit.object))
            .args(self.library.map(|library| &library.path))
            .args(self.flags.for_linker())
            .arg("-o")
            .arg(linked)
            .run_in(self.root)?;
        if output.success() {
            library.set()?;
        }
        Ok(output)
    }

    /// What the linker is told besides its objects and the user's flags.
    fn arguments(&self, language: Language) -> Vec<String> {
        let own = self.toolchain.link_arguments.iter().cloned();
        let mut arguments: Vec<String> =
            own.chain(self.options.linker_flags(self.toolchain.choice)).collect();
        if language == Language::Cxx {
            arguments.extend(self.toolchain.cxx_arguments(self.flags).iter().cloned());
        }
        arguments
    }

    /// What the linker says, at the places in the sources that it is about.
    fn diagnostics(&self, units: &[Unit], output: &ToolOutput) -> Vec<Diagnostic> {
        let places = Places { directory: self.root, project: self.root };
        // Objects are the plugin's own files: a person knows the sources.
        let text = units.iter().fold(output.stderr.clone(), |text, unit| {
            text.replace(&*unit.object.to_string_lossy(), &unit.source.to_string_lossy())
        });
        let mut diagnostics = parse(&text, &places);
        let sources: Vec<PathBuf> = units.iter().map(|unit| self.root.join(&unit.source)).collect();
        locate(&mut diagnostics, &text, &sources, |source| {
            let source = self.root.join(source);
            sources.contains(&source).then_some(source)
        });
        name_main(&mut diagnostics);
        let error = diagnostics.iter().any(|found| found.severity == Severity::Error);
        if !output.success() && !error {
            diagnostics.push(unexplained("linking", output));
        }
        diagnostics
    }

    /// All that decides what the linker makes of its objects.
    fn command(&self, units: &[Unit]) -> Vec<String> {
        let (driver, language) = self.driver(units);
        let own = driver.arguments.iter().map(|argument| argument.to_string_lossy().into_owned());
        [self.root, &driver.program]
            .map(|path| path.display().to_string())
            .into_iter()
            .chain([self.toolchain.version.clone()])
            .chain(own)
            .chain(self.arguments(language))
            .chain(units.iter().map(|unit| unit.object.display().to_string()))
            .chain(self.library.map(|library| library.path.display().to_string()))
            .chain(self.flags.for_linker())
            .chain([format!("{:?}", self.options.keep)])
            .collect()
    }
}
