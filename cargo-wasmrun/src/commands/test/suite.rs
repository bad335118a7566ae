//! Runs the programs with a project's tests, one after the other.

use std::path::Path;

use wasmrun_protocol::{RunMode, RunPlan};

use super::transcript::Transcript;
use super::verdict::Verdict;
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
        let (mut failures, mut skipped) = (Vec::new(), 0);
        for plan in plans {
            let name = name(&plan);
            self.shell.status("Testing", &name);
            match self.run_one(plan).unwrap_or_else(|error| {
                self.shell.error(&error);
                Verdict::Failed { exit: error.exit(), reason: None }
            }) {
                Verdict::Passed => {}
                Verdict::Skipped => {
                    self.shell.status("Skipped", &name);
                    skipped += 1;
                }
                Verdict::Failed { exit, reason } => {
                    if let Some(reason) = reason {
                        self.shell.status("Failed", &format!("{name}: {reason}"));
                    }
                    failures.push((name, exit));
                }
            }
        }
        let programs = if count == 1 { "program" } else { "programs" };
        let Some((_, first)) = failures.first() else {
            let rest = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
            self.shell.status("Passed", &format!("the tests of {count} {programs}{rest}"));
            return Exit::SUCCESS;
        };
        let names: Vec<&str> = failures.iter().map(|(name, _)| name.as_str()).collect();
        let summary =
            format!("{} of {count} {programs} with tests: {}", names.len(), names.join(", "));
        self.shell.status("Failed", &summary);
        *first
    }

    fn run_one(&self, mut plan: RunPlan) -> Result<Verdict, Error> {
        if plan.mode != RunMode::Wasi {
            return Err(exec::Error::NotForTerminal(plan.entry).into());
        }
        let entry = plan.entry.clone();
        let expected = plan.expect.take().unwrap_or_default();
        let mut program = self.program(&entry).with_plan(plan);
        let transcript = expected.looks_at_output().then(Transcript::default);
        if let Some(transcript) = &transcript {
            program.streams = transcript.streams();
        }
        let module = exec::load(exec::read(&entry, self.settings.recording().as_ref())?, &program)?;
        let exit = exec::run(&module, program)?.exit;
        let text = transcript.map(|transcript| transcript.text()).unwrap_or_default();
        Ok(Verdict::new(&expected, exit, &text))
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
