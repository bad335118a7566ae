//! That hints can be typed: the commands in them are of the command line's grammar.

use std::ffi::OsString;

use super::all;
use crate::cli::{self, Cli};

#[test]
fn commands_in_hints_are_understood() {
    let mut count = 0;
    for error in all() {
        for hint in error.hints() {
            let quoted = hint.split('`').skip(1).step_by(2);
            for command in quoted.filter_map(|quoted| quoted.strip_prefix("cargo wasmrun ")) {
                count += 1;
                // What the shell does with a file is not ours.
                let command = command.split(" <").next().unwrap_or_default();
                let words = ["cargo-wasmrun"].into_iter().chain(command.split(' '));
                let arguments = cli::normalize(words.map(OsString::from));
                let parsed = Cli::parse_normalized(&arguments);
                let is_wrong = parsed.as_ref().is_err_and(clap::Error::use_stderr);
                assert!(!is_wrong, "`cargo wasmrun {command}` in a hint for {error:?}");
            }
        }
    }
    assert!(count > 20, "only {count} commands were found");
}
