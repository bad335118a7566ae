//! `verify`: every fault with its place, what a module needs, who provides it.

use integration::Ended;
use serde_json::Value;

use crate::{guest, run_with, wasmrun};

fn verify<const N: usize>(arguments: [&dyn AsRef<std::ffi::OsStr>; N]) -> Ended {
    let mut command = wasmrun();
    command.arg("verify");
    for argument in arguments {
        command.arg(argument.as_ref());
    }
    run_with(&mut command, b"")
}

fn json(ended: &Ended) -> Vec<Value> {
    ended.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn every_fault_has_its_offset_and_its_function() {
    let ended = verify([&guest("faults.wat")]).expect(1);
    assert!(ended.stdout.contains("invalid, 2 faults"), "{}", ended.stdout);
    for function in ["in function 1 `wrong_result`", "in function 3 `nothing_to_add`"] {
        assert!(ended.stdout.contains(function), "{}", ended.stdout);
    }
    let ended = verify([&"--message-format", &"json", &guest("faults.wat")]).expect(1);
    let [verdict] = &json(&ended)[..] else { panic!("one object: {}", ended.stdout) };
    assert_eq!(verdict["reason"], "verified");
    assert_eq!(verdict["valid"], false);
    assert_eq!(verdict["faults"][0]["function"], 1);
    assert_eq!(verdict["faults"][1]["name"], "nothing_to_add");
    assert!(verdict["faults"][0]["offset"].as_u64() < verdict["faults"][1]["offset"].as_u64());
}

#[test]
fn what_a_module_needs_and_who_provides_it() {
    let json_of = |name| json(&verify([&"--message-format", &"json", &guest(name)])).remove(0);
    let verdict = json_of("exit.wat");
    assert_eq!(verdict["valid"], true);
    assert_eq!(verdict["imports"][0]["name"], "proc_exit");
    assert_eq!(verdict["imports"][0]["provided_by"], serde_json::json!(["terminal", "browser"]));
    assert_eq!(json_of("functions.wat")["features"], serde_json::json!(["multivalue"]));
}

#[test]
fn an_import_that_nothing_provides_is_a_failure() {
    let ended = verify([&guest("missing-import.wat")]).expect(1);
    let line = "function `draw_pixel` of `env`, (i32, i32): nothing provides it";
    assert!(ended.stdout.contains(line), "{}", ended.stdout);
    assert!(ended.stdout.contains("hint: ") && ended.stdout.contains("--preload env=FILE"));
    let ended = verify([&"--message-format", &"json", &guest("missing-import.wat")]).expect(1);
    let verdict = &json(&ended)[0];
    assert_eq!(verdict["imports"][0]["provided_by"], serde_json::json!([]));
    assert_eq!(verdict["hints"].as_array().map(Vec::len), Some(1), "{verdict}");
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_others() {
    let ended = verify([&"nowhere.wasm", &guest("exit.wat"), &guest("faults.wat")]).expect(125);
    let ended = ended.says("`nowhere.wasm`");
    assert!(ended.stdout.contains("exit.wat: valid"), "{}", ended.stdout);
    assert!(ended.stdout.contains("faults.wat: invalid"), "{}", ended.stdout);
}

#[test]
fn every_cut_of_a_module_is_invalid() {
    let module = wat::parse_file(guest("cat.wat")).expect("the guest is well-formed");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("cut.wasm");
    // The header alone is a module, and so is what ends between two sections of no function.
    for length in (9..module.len()).step_by(7) {
        fs_err::write(&file, &module[..length]).expect("a file");
        let ended = verify([&file]);
        assert_ne!(ended.status, Some(0), "{length} bytes: {}", ended.stdout);
    }
}

#[test]
fn what_is_no_module_is_an_error_with_a_hint() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let picture = folder.path().join("picture.wasm");
    fs_err::write(&picture, b"\x89PNG\r\n").expect("a file");
    verify([&picture]).expect(1).says("is not a WebAssembly module").says("hint: ");
    let component = folder.path().join("component.wasm");
    fs_err::write(&component, b"\0asm\x0d\0\x01\0").expect("a file");
    verify([&component]).expect(1).says("component").says("wasm-tools component unbundle");
}

#[test]
fn very_many_faults_are_listed_like_few() {
    const FAULTS: usize = 20_000;
    let module =
        format!("(module {} (func $last (result i32)))", "(func (result i32))".repeat(FAULTS - 1));
    let module = wat::parse_str(module).expect("the text is well-formed");
    let ended = run_with(wasmrun().args(["verify", "-"]), &module).expect(1);
    assert!(ended.stdout.starts_with("-: invalid, 20000 faults"), "{:.80}", ended.stdout);
    assert!(ended.stdout.contains("in function 19999 `last`: "));
}

#[test]
fn standard_input_is_a_file_too() {
    let mut command = wasmrun();
    let ended = run_with(command.args(["verify", "-"]), b"(module)").expect(0);
    assert!(ended.stdout.starts_with("-: valid"), "{}", ended.stdout);
}
