//! Judges a program with tests by how it ended and what it wrote.

use regex_lite::Regex;
use wasmrun_protocol::Expectation;

use crate::exit::Exit;

/// What became of a program's tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Passed,
    /// They cannot run here, as the program says.
    Skipped,
    Failed {
        /// The status that tells so.
        exit: Exit,
        /// Why, where the program's own status does not tell it.
        reason: Option<String>,
    },
}

impl Verdict {
    /// What to make of a program that ended by itself with `exit` after it wrote `text`.
    pub(super) fn new(expected: &Expectation, exit: Exit, text: &str) -> Self {
        if expected.skip_status.map(Exit::from_guest) == Some(exit) {
            return Self::Skipped;
        }
        let reason = match (judge(expected, exit, text), expected.fails) {
            (Ok(()), false) | (Err(_), true) => return Self::Passed,
            (Err(reason), false) => reason,
            (Ok(()), true) => Some("it was to fail, and did not".to_owned()),
        };
        Self::Failed { exit: failed(exit), reason }
    }
}

/// The status of a command whose program failed, even where that ended as if all was well.
fn failed(exit: Exit) -> Exit {
    if exit == Exit::SUCCESS { Exit::FAILED } else { exit }
}

/// Whether the program fails, and why, where its status does not tell that.
fn judge(expected: &Expectation, exit: Exit, text: &str) -> Result<(), Option<String>> {
    // Whether they are patterns at all was asked when the build answered.
    let found = |pattern: &&String| Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text));
    if let Some(pattern) = expected.never_prints.iter().find(found) {
        return Err(Some(format!("it was not to print `{pattern}`")));
    }
    match expected.prints.as_slice() {
        [] if exit == Exit::SUCCESS => Ok(()),
        [] => Err(None),
        patterns if patterns.iter().any(|pattern| found(&pattern)) => Ok(()),
        patterns => Err(Some(format!("it was to print `{}`", patterns.join("` or `")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: &Expectation, (status, text): (u32, &str), verdict: Result<(), &str>) {
        let verdict = verdict.map_or_else(
            |reason| Verdict::Failed {
                exit: failed(Exit::from_guest(status)),
                reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
            },
            |()| Verdict::Passed,
        );
        assert_eq!(Verdict::new(expected, Exit::from_guest(status), text), verdict);
    }

    #[test]
    fn the_status_decides_where_nothing_else_is_said() {
        let any = Expectation::new();
        check(&any, (0, "error"), Ok(()));
        check(&any, (3, ""), Err(""));
        let fails = any.with_fails(true);
        check(&fails, (3, ""), Ok(()));
        check(&fails, (0, ""), Err("it was to fail, and did not"));
    }

    #[test]
    fn what_is_printed_decides_before_the_status() {
        let prints = Expectation::new().with_prints(["^[0-9]+ apples", "pears$"]);
        check(&prints, (3, "12 apples"), Ok(()));
        check(&prints, (0, "plums"), Err("it was to print `^[0-9]+ apples` or `pears$`"));
        let never = Expectation::new().with_never_prints(["error"]);
        check(&never, (0, "an error"), Err("it was not to print `error`"));
        check(&never, (4, "fine"), Err(""));
        let neither = prints.with_never_prints(["worm"]).with_fails(true);
        check(&neither, (0, "2 apples, 1 worm"), Ok(()));
        check(&neither, (1, "2 apples"), Err("it was to fail, and did not"));
    }

    #[test]
    fn a_program_may_say_that_it_was_skipped() {
        let skips = Expectation::new().with_skip_status(77).with_fails(true);
        assert_eq!(Verdict::new(&skips, Exit::from_guest(77), ""), Verdict::Skipped);
        check(&skips, (1, ""), Ok(()));
    }
}
