//! The specification's own test suite: one trial for each file.
//!
//! At its end it says how many assertions of which kind held, what the text format's parser judged
//! in our place, and which suites did not run at all.

#![expect(clippy::print_stdout, reason = "the account at the end is what this program is for")]

mod expected;
mod files;
mod script;
mod spectest;
mod suites;
mod tally;
mod values;

use std::{
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use expected::ExpectedFailures;
use files::File;
use libtest_mimic::{Arguments, Failed, Trial};
use suites::Suite;
use tally::Tally;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let tally = Arc::new(Mutex::new(Tally::default()));
    let expected = Arc::new(ExpectedFailures::load());
    let mut trials: Vec<Trial> = Vec::new();
    let mut not_run = suites::not_run();
    for suite in suites::run() {
        match suite.files() {
            Ok(Some(files)) => {
                trials.extend(files.into_iter().map(|file| trial(suite, file, &expected, &tally)));
            }
            Ok(None) => not_run.push(suite.absence()),
            Err(error) => {
                trials.push(Trial::test("reading the suites", move || Err(error.into())));
            }
        }
    }
    let names: Vec<String> = trials.iter().map(|trial| trial.name().to_owned()).collect();
    trials.push(Trial::test("expected failures name files that exist", {
        let expected = Arc::clone(&expected);
        move || expected.check_files(&names).map_err(Failed::from)
    }));
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        println!("{tally}");
        for suite in not_run {
            println!("NOT RUN: {suite}");
        }
    }
    conclusion.exit_code()
}

fn trial(
    suite: &'static Suite,
    file: File,
    expected: &Arc<ExpectedFailures>,
    tally: &Arc<Mutex<Tally>>,
) -> Trial {
    let (expected, tally) = (Arc::clone(expected), Arc::clone(tally));
    Trial::test(file.name.clone(), move || {
        let outcome = script::run(suite, &file.text).map_err(|error| error.to_string())?;
        let judged = expected.judge(&file.name, &outcome.failures);
        let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.add_file(&file.folder, &outcome.tally, judged.excused);
        match judged.complaints.as_slice() {
            [] => Ok(()),
            complaints => Err(complaints.join("\n").into()),
        }
    })
}
