//! Runs the programs with a project's tests, one after the other.

use std::path::Path;

use wasmrun_protocol::{RunMode, RunPlan};

use crate::cli::TestArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exec::{self, DebugFile, Program};
use crate::exit::Exit;
use crate::output::Shell;

/// How to run the programs.
pub(super) struct Suite<'a> {
    pub(super) args: &'a TestArgs,
    pub(super) settings: &'a Settings,
    pub(super) shell: &'a Shell,
}

impl Suite<'_> {
    /// Runs all of them, whatever some do. The status is that of the first that failed.
    pub(super) fn run(&self, plans: Vec<RunPlan>) -> Exit {
        let count = plans.len();
        let mut failures = Vec::new();
        for plan in plans {
            let name = name(&plan);
            self.shell.status("Testing", &name);
            let exit = self.run_one(plan).unwrap_or_else(|error| {
                self.shell.error(&error);
                error.exit()
            });
            if exit != Exit::SUCCESS {
                failures.push((name, exit));
            }
        }
        let programs = if count == 1 { "program" } else { "programs" };
        let Some((_, first)) = failures.first() else {
            self.shell.status("Passed", &format!("the tests of {count} {programs}"));
            return Exit::SUCCESS;
        };
        let names: Vec<&str> = failures.iter().map(|(name, _)| name.as_str()).collect();
        let summary =
            format!("{} of {count} {programs} with tests: {}", names.len(), names.join(", "));
        self.shell.status("Failed", &summary);
        *first
    }

    fn run_one(&self, plan: RunPlan) -> Result<Exit, Error> {
        if plan.mode != RunMode::Wasi {
            return Err(exec::Error::NotForTerminal(plan.entry).into());
        }
        let entry = plan.entry.clone();
        let program = self.program(&entry).with_plan(plan);
        let module = exec::load(exec::read(&entry)?, &program, self.settings.recording().as_ref())?;
        Ok(exec::run(&module, program)?.exit)
    }

    /// What the command line and the settings give a program.
    fn program(&self, entry: &Path) -> Program {
        let name = file_name(entry);
        let environment = self.settings.exec.env.iter();
        Program {
            args: std::iter::once(name.clone().into())
                .chain(self.args.args.iter().cloned())
                .collect(),
            name,
            file: DebugFile::note(entry, &self.settings.current_dir),
            environment: environment.map(|(name, value)| (name.into(), value.into())).collect(),
            timeout: self.args.timeout.map(|timeout| timeout.0),
            ..Program::default()
        }
    }
}

/// What to call a program with tests: what it is told to be called.
fn name(plan: &RunPlan) -> String {
    plan.args.first().cloned().unwrap_or_else(|| file_name(&plan.entry))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
