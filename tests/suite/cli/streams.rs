//! Standard streams in pipes.

use std::io::{Read as _, Write as _};
use std::process::Stdio;

#[cfg(target_os = "linux")]
use integration::Ended;

use crate::{guest, run_with, wasmrun};

#[test]
fn standard_input_reaches_the_guest_byte_for_byte() {
    let input: Vec<u8> =
        (0..1_000_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let mut command = wasmrun();
    command.arg("exec").arg(guest("cat.wat"));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cargo-wasmrun is built");
    let (mut stdin, mut stdout) =
        (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let sent = input.clone();
    let writer = std::thread::spawn(move || stdin.write_all(&sent));
    let mut received = Vec::new();
    stdout.read_to_end(&mut received).expect("the guest's output");
    writer.join().expect("the writer does not panic").expect("the guest reads all");
    assert!(child.wait().expect("the child is ours").success());
    assert!(received == input, "{} bytes came back of {}", received.len(), input.len());
}

#[test]
fn a_guest_answers_before_its_input_ends() {
    let mut command = wasmrun();
    command.arg("exec").arg(guest("cat.wat"));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cargo-wasmrun is built");
    let (mut stdin, mut stdout) =
        (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let mut answer = [0; 5];
    for line in [b"one \n", b"two \n"] {
        stdin.write_all(line).expect("the guest listens");
        stdout.read_exact(&mut answer).expect("the guest answers");
        assert_eq!(&answer, line);
    }
    drop(stdin);
    assert!(child.wait().expect("the child is ours").success());
}

#[test]
fn a_closed_pipe_is_the_guests_to_handle() {
    let mut command = wasmrun();
    command
        .arg("exec")
        .arg(guest("cat.wat"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("cargo-wasmrun is built");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    // The guest may end before it has read all.
    let _ = stdin.write_all(&vec![b'x'; 100_000]);
    drop(stdin);
    let output = child.wait_with_output().expect("the child is ours");
    assert_eq!(output.status.code(), Some(64), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn our_own_words_go_to_standard_error() {
    let mut command = wasmrun();
    command.arg("-v").arg("exec").arg(guest("exit.wat"));
    assert_eq!(run_with(&mut command, b"").expect(7).stdout, "");
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written_is_an_error() {
    let module = guest("exit.wat");
    let module = module.to_str().expect("a path in UTF-8");
    let commands: [&[&str]; 5] = [
        &["--help"],
        &["--version"],
        &["inspect", module],
        &["inspect", "--message-format", "json", module],
        &["verify", "--message-format", "json", module],
    ];
    for arguments in commands {
        let full = fs_err::OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
        let mut command = wasmrun();
        let ended = command.args(arguments).stdout(full.into_parts().0).output();
        let ended = Ended::from(ended.expect("cargo-wasmrun is built"));
        ended.expect(125).says("failed to write to standard output");
    }
}
