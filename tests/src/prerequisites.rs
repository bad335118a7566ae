//! What a test needs and a machine may lack. A test never turns green by leaving its work out in silence.

use std::ffi::OsString;
use std::fmt;
use std::io::Write as _;

/// A prerequisite that is not there.
#[derive(Debug)]
pub struct Missing {
    /// What is missing.
    pub what: String,
    /// The command that brings it.
    pub bring: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is missing; `{}` brings it", self.what, self.bring)
    }
}

/// Whether `test` can run: `found` holds what it needs.
///
/// If not, the test fails; only where `WASMRUN_TESTS_NOT_RUN` names a file is the test left out and noted there, for
/// `tests/run` to print at its end.
///
/// # Panics
///
/// If the prerequisite is missing and nothing allows the test to be left out.
#[expect(clippy::disallowed_methods, reason = "the one variable that the test command sets")]
pub fn require<T>(test: &str, found: Result<T, Missing>) -> Option<T> {
    let missing = match found {
        Ok(found) => return Some(found),
        Err(missing) => missing,
    };
    leave_out(test, &missing, std::env::var_os("WASMRUN_TESTS_NOT_RUN"));
    None
}

/// The same for what takes so long to bring that no machine needs to have it: also where nothing else may be left out, the test
/// is, and noted in the file that `WASMRUN_TESTS_LEFT_OUT` names.
///
/// # Panics
///
/// If the prerequisite is missing and there is no such file.
#[expect(clippy::disallowed_methods, reason = "the one variable that the test command sets")]
pub fn take_if_there<T>(test: &str, found: Result<T, Missing>) -> Option<T> {
    let missing = match found {
        Ok(found) => return Some(found),
        Err(missing) => missing,
    };
    leave_out(test, &missing, std::env::var_os("WASMRUN_TESTS_LEFT_OUT"));
    None
}

fn leave_out(test: &str, missing: &Missing, notes: Option<OsString>) {
    let Some(notes) = notes else {
        panic!("{test} cannot run: {missing}");
    };
    let mut notes = fs_err::OpenOptions::new()
        .create(true)
        .append(true)
        .open(notes)
        .expect("the file of tests not run");
    writeln!(notes, "{test}: {missing}").expect("the file of tests not run is writable");
}
