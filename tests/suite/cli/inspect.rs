//! `inspect`: what is in a module, its text, and how two modules differ.

use integration::Ended;
use serde_json::{Value, json};

use crate::{guest, run_with, wasmrun};

fn inspect<const N: usize>(arguments: [&dyn AsRef<std::ffi::OsStr>; N]) -> Ended {
    let mut command = wasmrun();
    command.arg("inspect");
    for argument in arguments {
        command.arg(argument.as_ref());
    }
    run_with(&mut command, b"")
}

fn inspect_json(arguments: [&dyn AsRef<std::ffi::OsStr>; 3]) -> Value {
    let [a, b, c] = arguments;
    let ended = inspect([&"--message-format", &"json", a, b, c]).expect(0);
    serde_json::from_str(&ended.stdout).expect("one object")
}

#[test]
fn everything_in_a_module() {
    let module = inspect_json([&guest("named.wat"), &"--top", &"20"]);
    assert_eq!(module["reason"], "inspected");
    assert_eq!(module["name"], "game");
    assert_eq!(module["start"], 5);
    assert_eq!(module["features"], json!(["sign-ext"]));
    assert_eq!(
        module["imports"],
        json!([
            { "module": "env", "name": "tick", "kind": "function", "type": "(i32)" },
            { "module": "env", "name": "table", "kind": "table", "type": "1.. funcref" },
        ])
    );
    assert_eq!(
        module["exports"][1],
        json!({ "name": "run", "kind": "function", "index": 4, "type": "(i32) -> i64" })
    );
    let functions = module["functions"].as_array().expect("a list");
    let names: Vec<&Value> = functions.iter().map(|function| &function["name"]).collect();
    assert_eq!(names, ["core::fmt::write", "core::str::from", "square(int)", "main", "begin"]);
    assert_eq!(module["data"], json!({ "count": 1, "items": 5 }));
    let packages = module["packages"].as_array().expect("a list");
    let core = packages.iter().find(|package| package["package"] == "core").expect("core");
    assert_eq!(core["functions"], 2);
}

#[test]
fn sections_tile_the_module() {
    let module = inspect_json([&guest("named.wat"), &"--top", &"20"]);
    let mut end = 8;
    for section in module["sections"].as_array().expect("a list") {
        let (offset, size) = (&section["offset"], &section["size"]);
        let offset = offset.as_u64().expect("a number");
        // Between two contents stand a section's number and length.
        assert!((2..=6).contains(&(offset - end)), "{section} after {end}");
        end = offset + size.as_u64().expect("a number");
    }
    assert_eq!(module["size"], end);
}

#[test]
fn text_for_people_lists_the_largest_functions_first() {
    let ended = inspect([&guest("named.wat"), &"--top", &"2"]).expect(0);
    let (write, square) = (ended.stdout.find("core::fmt::write"), ended.stdout.find("square(int)"));
    assert!(write.is_some() && write < square, "{}", ended.stdout);
    assert!(ended.stdout.contains("… and 3 more"), "{}", ended.stdout);
    assert!(ended.stdout.contains("start: function 5 `begin`"), "{}", ended.stdout);
}

#[test]
fn the_text_of_a_module_makes_the_same_module() {
    let ended = inspect([&"--wat", &guest("named.wat")]).expect(0);
    let again = wat::parse_str(&ended.stdout).expect("the text is well-formed");
    assert_eq!(again, wat::parse_file(guest("named.wat")).expect("the guest is well-formed"));
}

#[test]
fn two_modules_differ_in_what_was_changed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let changed = folder.path().join("changed.wat");
    let text = fs_err::read_to_string(guest("named.wat")).expect("a guest");
    let text = text
        .replace("(i64.const 1))", "(i64.extend_i32_s (i32.const 1)))")
        .replace("\"tick\"", "\"tock\"")
        .replace("i32.extend8_s", "i32.eqz");
    fs_err::write(&changed, text).expect("a file");
    let difference = inspect_json([&guest("named.wat"), &"--diff", &changed]);
    assert_eq!(difference["reason"], "compared");
    assert_eq!(
        difference["imports"],
        json!([
            { "name": "env.tick", "before": "(i32)", "after": null },
            { "name": "env.tock", "before": null, "after": "(i32)" },
        ])
    );
    assert_eq!(difference["exports"], json!([]));
    assert_eq!(difference["features"][0]["name"], "sign-ext");
    let functions = difference["functions"].as_array().expect("a list");
    let names: Vec<&Value> = functions.iter().map(|function| &function["name"]).collect();
    assert_eq!(names, ["main"]);
    let ended = inspect([&guest("named.wat"), &"--diff", &changed]).expect(0);
    assert!(ended.stdout.contains("env.tock"), "{}", ended.stdout);
}

#[test]
fn a_module_does_not_differ_from_itself() {
    let difference = inspect_json([&guest("named.wat"), &"--diff", &guest("named.wat")]);
    for part in ["sections", "imports", "exports", "features", "functions"] {
        assert_eq!(difference[part], json!([]), "{part}");
    }
}

#[test]
fn a_malformed_module_leads_to_verify() {
    let module = wat::parse_file(guest("named.wat")).expect("the guest is well-formed");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("cut.wasm");
    fs_err::write(&file, &module[..40]).expect("a file");
    inspect([&file]).expect(1).says("is malformed").says("cargo wasmrun verify");
}

#[test]
fn names_cannot_drive_the_terminal() {
    let mut command = wasmrun();
    let module = br#"(module (func (export "\1b[2Jgone")))"#;
    let ended = run_with(command.args(["inspect", "-"]), module).expect(0);
    assert!(!ended.stdout.contains('\u{1b}'), "{:?}", ended.stdout);
    assert!(ended.stdout.contains("\\u{1b}[2Jgone"), "{}", ended.stdout);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut command = wasmrun();
    command.arg("inspect").arg("--wat").arg(guest("named.wat"));
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("cargo-wasmrun is built");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the child is ours to wait for");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
