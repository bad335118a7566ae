//! Which of our hosts provides an import: the terminal or the browser.

use std::collections::BTreeSet;

use serde::Serialize;
use wasmrun_runtime::Module;

use super::{Import, Summary};
use crate::exec;

/// The one module of functions that the page of the dev server provides: all of it, as the
/// terminal does. (The tests of the page hold it to that.)
const IN_THE_BROWSER: &str = "wasi_snapshot_preview1";

/// Where a module can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Host {
    /// `exec`: our interpreter.
    Terminal,
    /// `run`: the page of the dev server.
    Browser,
}

/// An import, and who provides it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProvidedImport {
    /// The import.
    #[serde(flatten)]
    pub import: Import,
    /// The hosts that provide something of this name.
    pub provided_by: Vec<Host>,
}

/// Who provides what a module imports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Providers {
    /// Each import, in the module's order.
    pub imports: Vec<ProvidedImport>,
    /// What would provide those that nobody does.
    pub hints: Vec<String>,
}

impl Providers {
    /// Looks for who provides each import of a valid module.
    pub fn of(summary: &Summary, module: &Module) -> Result<Self, exec::Error> {
        let missing = exec::missing_imports(module)?;
        let hints = exec::import_hints(&missing);
        let missing: BTreeSet<(&str, &str)> =
            missing.iter().map(|import| (import.module(), import.name())).collect();
        let provided = |import: &Import| {
            let terminal = !missing.contains(&(import.module.as_str(), import.name.as_str()));
            let browser = terminal && import.module == IN_THE_BROWSER;
            let hosts = [(terminal, Host::Terminal), (browser, Host::Browser)];
            let provided_by =
                hosts.into_iter().filter(|(yes, _)| *yes).map(|(_, host)| host).collect();
            ProvidedImport { import: import.clone(), provided_by }
        };
        Ok(Self { imports: summary.imports.iter().map(provided).collect(), hints })
    }

    /// Whether every import is provided somewhere.
    pub fn are_complete(&self) -> bool {
        self.imports.iter().all(|import| !import.provided_by.is_empty())
    }
}
