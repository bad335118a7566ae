//! What a guest may use of the system: `--max-output` and its like, and `--deterministic`.

use std::process::Command;

use crate::{exec, guest, wasmrun};

#[test]
fn a_guest_that_prints_without_end_is_stopped() {
    let ended = exec([&"--max-output", &"100", &guest("flood.wat")]).expect(134);
    assert_eq!(ended.stdout.len(), 100);
    ended
        .says("was stopped after 100 bytes of output")
        .says("--max-output 65536")
        .says("at function");
}

#[test]
fn a_guest_that_prints_less_is_left_alone() {
    exec([&"--max-output", &"1KiB", &guest("chance.wat")]).expect(0);
}

/// What `write-file.wat` prints in a folder with these limits.
fn writing(flags: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder of our own");
    let mut command: Command = wasmrun();
    command.arg("exec").arg("--dir").arg(format!("{}::/", folder.path().display()));
    let output = command.args(flags).arg(guest("write-file.wat")).output().expect("it starts");
    String::from_utf8(output.stdout).expect("letters")
}

/// An errno as `write-file.wat` prints it.
fn letter(errno: u8) -> char {
    char::from(b'A' + errno)
}

#[test]
fn files_are_limited_in_number_and_size() {
    let (done, too_many, too_large, enough) = (letter(0), letter(33), letter(22), letter(19));
    let printed = |first, second| format!("{too_many}{first}{second}");
    assert_eq!(writing(&[]), printed(done, done));
    assert_eq!(writing(&["--max-open-files", "6"]), printed(done, done));
    assert_eq!(writing(&["--max-file-size", "1000"]), printed(done, too_large));
    assert_eq!(writing(&["--max-file-size", "0"]), printed(too_large, too_large));
    assert_eq!(writing(&["--max-written", "1000"]), printed(done, enough));
    assert_eq!(writing(&["--max-written", "1KiB", "--max-file-size", "1MiB"]), printed(done, done));
}

#[test]
fn runs_of_one_seed_are_alike() {
    let run = |seed: &str| {
        let mut command: Command = wasmrun();
        command.args(["exec", "--deterministic", seed]).arg(guest("chance.wat"));
        let output = command.output().expect("it starts");
        assert!(output.status.success());
        output.stdout
    };
    let (first, other) = (run("7"), run("8"));
    assert_eq!(first, run("7"));
    assert_eq!(first[..16], other[..16], "the time");
    assert_ne!(first[16..], other[16..], "random bytes");
}
