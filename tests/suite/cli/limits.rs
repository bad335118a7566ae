//! `--timeout` and `--fuel`: what a guest may use of the machine.

use std::process::{Command, Stdio};

use integration::Ended;

use crate::{exec, guest, wasmrun};

#[test]
fn an_endless_loop_ends_with_its_time() {
    let ended = exec([&"--timeout", &"200ms", &guest("endless.wat")]).expect(124);
    let ended = ended.says("was stopped after 200ms").says("--timeout 400ms").says("at function");
    assert_eq!(ended.stdout, "ready\n");
}

#[test]
fn a_guest_that_ends_in_time_is_left_alone() {
    exec([&"--timeout", &"2m", &"--fuel", &"1000000", &guest("exit.wat")]).expect(7);
}

#[test]
fn waiting_for_input_ends_with_its_time() {
    let mut command: Command = wasmrun();
    command.args(["exec", "--timeout", "200ms"]).arg(guest("cat.wat"));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo-wasmrun is built");
    // Held open, and never written to.
    let stdin = child.stdin.take();
    let ended = Ended::from(child.wait_with_output().expect("the child is ours to wait for"));
    drop(stdin);
    ended.expect(124).says("was stopped after 200ms");
}

#[test]
fn an_endless_loop_ends_with_its_fuel() {
    let ended = exec([&"--fuel", &"100000", &guest("endless.wat")]).expect(124);
    ended.says("was stopped after 100000 units of fuel").says("--fuel 1000000");
}

/// However the embedder is compiled, here without optimisation, calls leave nothing on its stack.
#[test]
fn the_host_can_be_called_for_long() {
    exec([&guest("many_calls.wat")]).expect(0);
    exec([&"--fuel", &"100000000", &guest("many_calls.wat")]).expect(0);
}

#[test]
fn a_function_needs_the_same_fuel_every_time() {
    let with = |fuel: &str| {
        exec([&"--fuel", &fuel, &"--invoke", &"add", &guest("functions.wat"), &"1", &"2"]).status
    };
    let enough = (0..32).find(|fuel| with(&fuel.to_string()) == Some(0)).expect("a small function");
    assert!(enough > 0);
    assert_eq!(with(&(enough - 1).to_string()), Some(124));
    assert_eq!(with(&enough.to_string()), Some(0));
}

#[test]
fn a_duration_needs_its_unit() {
    exec([&"--timeout", &"10", &guest("exit.wat")]).expect(2).says("300ms, 10s or 2m");
}

#[test]
fn an_uncaught_exception_shows_who_threw_it() {
    let ended = exec([&guest("throw.wat")]).expect(134);
    ended.says("threw an exception that nothing caught").says("thrower");
}

#[test]
fn what_is_proposed_is_more_than_what_was_given() {
    exec([&"--timeout", &"0s", &guest("endless.wat")]).expect(124).says("--timeout 100ms");
    exec([&"--fuel", &"0", &guest("endless.wat")]).expect(124).says("--fuel 1000000");
}
