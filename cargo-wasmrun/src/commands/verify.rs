//! `verify`: say whether modules are valid, what they need, and who provides it; of a project, whether
//! its plugin finds fault with it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use serde::Serialize;
use wasmrun_protocol::Diagnostic;
use wasmrun_runtime::{Engine, Module};

use crate::build::{Validation, validate};
use crate::cli::{BuildArgs, VerifyArgs};
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::{Shell, count, plain, size};
use crate::project::Project;
use crate::wasm::{self, Fault, Features, Host, ProvidedImport, Providers, Summary, WasmFile};

/// Looks at each file; one that cannot be read does not keep the others from being looked at.
pub fn run(args: &VerifyArgs, settings: &Settings, shell: &Shell) -> Result<Exit, Error> {
    let mut exit = Exit::SUCCESS;
    for path in &args.files {
        let is_good = if path.is_dir() {
            verify_project(path, settings, shell)
        } else {
            verify(path).and_then(|verdict| verdict.report(shell).map(|()| verdict.is_good()))
        };
        match is_good {
            Ok(is_good) if is_good || exit != Exit::SUCCESS => {}
            Ok(_) => exit = Exit::FAILED,
            Err(error @ Error::OutputClosed) => return Err(error),
            Err(error) => {
                exit = error.exit();
                shell.error(&error);
            }
        }
    }
    Ok(exit)
}

/// What there is to say of a project, as JSON.
#[derive(Serialize)]
struct ProjectVerdict<'a> {
    reason: &'static str,
    project: &'a Path,
    plugin: &'a str,
    valid: bool,
    diagnostics: &'a [Diagnostic],
}

/// Lets its plugin look at a project, which is not built.
fn verify_project(path: &Path, settings: &Settings, shell: &Shell) -> Result<bool, Error> {
    let project = Project::resolve(path, settings)?;
    let settings = settings.clone().for_project(&project, &BuildArgs::default())?;
    let Validation { plugin, valid, diagnostics } = validate(&settings, &project, shell)?;
    let (plugin, diagnostics) = (plugin.as_str(), diagnostics.as_slice());
    let reason = "verified";
    shell.event(&ProjectVerdict { reason, project: &project.root, plugin, valid, diagnostics });
    if !shell.is_json() {
        let state = if valid { "found valid" } else { "found faulty" };
        let name = path.display().to_string();
        shell.answer(&format!("{}: {state} by plugin `{plugin}`\n", plain(&name)))?;
    }
    Ok(valid)
}

/// What there is to say of one file; as JSON, the event `verified`.
#[derive(Serialize)]
struct Verdict {
    reason: &'static str,
    file: String,
    size: u64,
    valid: bool,
    faults: Vec<NamedFault>,
    features: Features,
    /// Why our interpreter cannot run it although it is valid.
    unsupported: Option<String>,
    #[serde(flatten)]
    providers: Providers,
}

/// A fault with the name of the function it is in.
#[derive(Serialize)]
struct NamedFault {
    #[serde(flatten)]
    fault: Fault,
    name: Option<String>,
}

fn verify(path: &Path) -> Result<Verdict, Error> {
    let file = WasmFile::read(path)?;
    // The interpreter validates as a whole, and in several threads; meanwhile the features are collected.
    let (module, summary) = thread::scope(|scope| {
        let module = scope.spawn(|| Module::new(&Engine::default(), &file.wasm));
        let summary = file.summary();
        (module.join().unwrap_or_else(|panic| resume_unwind(panic)), summary)
    });
    // Only what it refuses is looked at fault by fault.
    let faults = if module.is_ok() { Vec::new() } else { wasm::faults(&file.wasm) };
    let summary = match summary {
        // What the decoder stumbles over is among the faults.
        Err(wasm::Error::Malformed { .. }) if !faults.is_empty() => Summary::default(),
        summary => summary?,
    };
    let mut verdict = Verdict {
        reason: "verified",
        size: file.wasm.len() as u64,
        valid: faults.is_empty(),
        faults: faults.into_iter().map(|fault| name(fault, &summary)).collect(),
        features: summary.features,
        unsupported: None,
        providers: Providers::default(),
        file: file.name,
    };
    match module {
        Ok(module) => verdict.providers = Providers::of(&summary, &module)?,
        Err(error) if verdict.valid => verdict.unsupported = Some(error.to_string()),
        Err(_) => {}
    }
    Ok(verdict)
}

fn name(fault: Fault, summary: &Summary) -> NamedFault {
    let function = fault.function.and_then(|index| summary.function(index));
    NamedFault { name: function.and_then(|function| function.name.clone()), fault }
}

impl Verdict {
    /// Whether it is valid and everything it imports is provided somewhere.
    fn is_good(&self) -> bool {
        self.valid && self.providers.are_complete()
    }

    fn report(&self, shell: &Shell) -> Result<(), Error> {
        if shell.is_json() {
            shell.event(self);
            return Ok(());
        }
        shell.answer(&self.text())
    }

    fn text(&self) -> String {
        // Writing to a string cannot fail, here and below.
        let mut text = String::new();
        let state = if self.valid { "valid".to_owned() } else { self.count_of_faults() };
        let _ = writeln!(text, "{}: {state}, {}", plain(&self.file), size(self.size));
        for NamedFault { fault, name } in &self.faults {
            let _ = write!(text, "  {:#x}: ", fault.offset);
            if let Some(function) = fault.function {
                let _ = write!(text, "in function {function}");
                if let Some(name) = name {
                    let _ = write!(text, " `{}`", plain(name));
                }
                text.push_str(": ");
            }
            let _ = writeln!(text, "{}", plain(&fault.message));
        }
        if !self.features.names().is_empty() {
            let _ = writeln!(text, "  needs {}", self.features.names().join(", "));
        }
        if let Some(why) = &self.unsupported {
            let _ = writeln!(text, "  this interpreter cannot run it: {}", plain(why));
        }
        text.push_str(&self.imports_text());
        text
    }

    fn count_of_faults(&self) -> String {
        format!("invalid, {}", count(self.faults.len(), "fault"))
    }

    /// The imports: how many of each module the hosts provide, each that nobody does, and what would.
    fn imports_text(&self) -> String {
        let mut text = String::new();
        let mut provided: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for ProvidedImport { import, provided_by } in &self.providers.imports {
            if !provided_by.is_empty() {
                *provided.entry((&import.module, places(provided_by))).or_default() += 1;
            }
        }
        for ((module, places), number) in provided {
            let imports = count(number, "import");
            let _ = writeln!(text, "  {imports} of `{}`: provided in {places}", plain(module));
        }
        let imports = self.providers.imports.iter();
        for one in imports.filter(|import| import.provided_by.is_empty()) {
            let (kind, import) = (one.import.kind.name(), &one.import);
            let (name, module) = (plain(&import.name), plain(&import.module));
            let _ = writeln!(
                text,
                "  {kind} `{name}` of `{module}`, {}: nothing provides it",
                plain(&import.ty)
            );
        }
        for hint in &self.providers.hints {
            let _ = writeln!(text, "  hint: {}", plain(hint));
        }
        text
    }
}

fn places(hosts: &[Host]) -> String {
    let place = |host: &Host| match host {
        Host::Terminal => "the terminal",
        Host::Browser => "the browser",
    };
    let places: Vec<&str> = hosts.iter().map(place).collect();
    places.join(" and ")
}
