//! The tests of a Makefile: what the recipe of its target `test` runs. make runs the recipe with a shell that
//! writes down the WebAssembly programs which it is to start, and takes them to succeed.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{BuildResult, Context, Error, ErrorKind, Result, ToolStatus, suite};

use super::call::{self, Call};
use super::{Suite, recipe};
use crate::build::make::{Copy, Run};
use crate::build::record::absent_is_fine;

/// Targets that run tests, the first that a Makefile has.
const TARGETS: [&str; 3] = ["test", "check", "tests"];
/// What make says of a name that it looked for only.
const NO_TARGET: &str = "# Not a target:";
/// What every bash reads before it begins, and where it is to write.
const VARIABLES: [&str; 2] = ["BASH_ENV", "WASMRUN_STARTED"];
const HINT: &str =
    "programs run once make has ended: a recipe cannot use what they write or how they end";

impl Suite<'_> {
    pub(super) fn of_make(&self, cx: &Context, makefile: &str) -> Result<BuildResult> {
        let Self { toolchain, project, options, params, work, .. } = *self;
        let run = Run { toolchain, project, makefile, options, params, work };
        let shell = cx.find_tool("bash").look_up()?;
        let (ToolStatus::Found, Some(bash)) = (shell.status, &shell.path) else {
            let message = format!("the tests of a `{makefile}` need `bash`, which is not on PATH");
            let error = Error::new(ErrorKind::ToolchainMissing, message);
            return Err(error.with_hint("install it, as with `apt install bash`").with_tool(shell));
        };
        let copy = run.copy(cx)?;
        let Some(target) = target(cx, &run, &copy)? else {
            return Ok(BuildResult::succeeded(Vec::new()));
        };
        let folder = suite::folder(params)?;
        let [script, started, known] =
            ["recipe.sh", "started", "known.json"].map(|name| folder.join(name));
        fs::write(&script, recipe::SCRIPT)?;
        absent_is_fine(fs::remove_file(&started))?;
        let shell = format!("SHELL={}", bash.display());
        let make = |changed: &[PathBuf]| -> Result<bool> {
            cx.progress(format!("make -f {makefile} {target}"));
            let output = run
                .command(cx, &copy)
                .env(VARIABLES[0], &script)
                .env(VARIABLES[1], &started)
                .args(changed.iter().flat_map(|program| [OsStr::new("-W"), program.as_os_str()]))
                .args([&shell, target])
                .run_in(&copy.folder)?;
            Ok(run.tell(cx, &copy, &output, Some(HINT)))
        };
        let calls = || fs::read(&started).map_or(Vec::new(), |it| recipe::calls(&it, &copy.folder));
        if !make(&[])? {
            return Ok(BuildResult::failed());
        }
        let waiting = not_called(&calls(), &known, &copy.folder);
        if !waiting.is_empty() && !make(&waiting)? {
            return Ok(BuildResult::failed());
        }
        let calls = calls();
        fs::write(known, serde_json::to_vec(&programs(&calls)).map_err(io::Error::from)?)?;
        call::result(cx, params, calls, &copy.folder)
    }
}

/// The programs that ran the last time and not now, by the names that make has for them: what they passed
/// once is not run again by a recipe that makes a file to remember that, unless they change.
fn not_called(calls: &[Call], known: &Path, folder: &Path) -> Vec<PathBuf> {
    let text = fs::read(known).unwrap_or_default();
    let mut waiting: BTreeSet<PathBuf> = serde_json::from_slice(&text).unwrap_or_default();
    let called = programs(calls);
    waiting.retain(|program| program.is_file() && !called.contains(program.as_path()));
    waiting.iter().map(|program| program.strip_prefix(folder).unwrap_or(program).into()).collect()
}

fn programs(calls: &[Call]) -> BTreeSet<&Path> {
    calls.iter().map(|call| call.program.as_path()).collect()
}

/// The target that runs the tests, if there is one.
fn target(cx: &Context, run: &Run<'_>, copy: &Copy) -> Result<Option<&'static str>> {
    let command = run.command(cx, copy).env("LC_ALL", "C").quiet();
    // Its status tells whether there is something to do.
    let said = command.args(["-npq", ".DEFAULT"]).run_in(&copy.folder)?;
    // Once it is run, make says itself what is wrong with the file.
    let is_unreadable = said.stderr.lines().any(is_fault);
    Ok(target_in(&said.stdout).or(is_unreadable.then_some(TARGETS[0])))
}

/// Whether make stops there for another reason than that nobody has named a target.
fn is_fault(line: &str) -> bool {
    line.contains("*** ") && !line.contains("'.DEFAULT'")
}

/// The first of the targets that are in make's list of what it knows.
fn target_in(database: &str) -> Option<&'static str> {
    let is_rule = |target: &str| {
        let lines = database.lines().zip(database.lines().skip(1));
        let mut rules = lines.filter(|(before, _)| *before != NO_TARGET);
        rules.any(|(_, line)| line.strip_prefix(target).is_some_and(|rest| rest.starts_with(':')))
    };
    TARGETS.into_iter().find(|target| is_rule(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wrong_with_the_file_is_a_fault() {
        assert!(!is_fault("make: *** No rule to make target '.DEFAULT'.  Stop."));
        assert!(is_fault("Makefile:1: *** missing separator.  Stop."));
    }

    #[test]
    fn a_folder_named_test_is_no_target() {
        assert_eq!(target_in("\n# Not a target:\ntest:\n\ncheck: all\n"), Some("check"));
        assert_eq!(target_in("\nchecked: all\ntest-all:\n"), None);
        assert_eq!(target_in("\ntests:\n\ncheck: test\n\ntest:: all\n"), Some("test"));
    }
}
