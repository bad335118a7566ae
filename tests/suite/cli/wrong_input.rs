//! Wrong input: one clear error, a hint, and the right status.

use std::process::Command;

use integration::Ended;

use crate::{exec, guest, run_with, wasmrun};

/// Runs `cargo-wasmrun ARGUMENTS` in `folder`.
fn in_folder(folder: &std::path::Path, arguments: &[&str]) -> Ended {
    let mut command: Command = wasmrun();
    command.current_dir(folder).args(arguments);
    run_with(&mut command, b"")
}

#[test]
fn a_file_that_is_not_there() {
    exec([&"nowhere.wasm"]).expect(125).says("`nowhere.wasm`").says("error: ");
}

#[test]
fn a_file_that_is_not_webassembly() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("picture.wasm");
    fs_err::write(&file, b"\x89PNG\r\n").expect("a file");
    exec([&file]).expect(1).says("picture.wasm").says("not a WebAssembly module");
}

#[test]
fn a_module_that_is_cut_short() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("half.wasm");
    let module = wat::parse_file(guest("cat.wat")).expect("the guest is well-formed");
    fs_err::write(&file, &module[..module.len() / 2]).expect("a file");
    exec([&file]).expect(1).says("half.wasm").says("offset");
}

#[test]
fn text_that_does_not_parse() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("broken.wat");
    fs_err::write(&file, "(module (func (export \"_start\")\n  (i32.add)").expect("a file");
    exec([&file]).expect(1).says("broken.wat");
}

#[test]
fn a_component_is_recognised() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("component.wasm");
    fs_err::write(&file, b"\0asm\x0d\0\x01\0").expect("a file");
    exec([&file]).expect(1).says("component").says("hint: ");
}

#[test]
fn an_import_that_nothing_provides_is_named_before_the_start() {
    exec([&guest("missing-import.wat")]).expect(1).says("draw_pixel").says("`env`");
}

#[test]
fn what_would_provide_an_import_is_told_by_its_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cases = [
        (r#""wasi:io/streams@0.2.0" "drop""#, "components"),
        (r#""wasi_snapshot_preview2" "open""#, "components"),
        (r#""wasi_snapshot_preview1" "sock_teleport""#, "no such function"),
        (r#""wasi" "thread-spawn""#, "wasm32-wasip1-threads"),
        (r#""wasix_32v1" "sock_open""#, "--allow-net"),
        (r#""gojs" "runtime.wasmExit""#, "GOOS=wasip1"),
        (r#""go" "debug""#, "GOOS=wasip1"),
        (r#""wbg" "__wbg_alert_1""#, "wasm-bindgen"),
        (r#""./game_bg.js" "__wbg_alert_1""#, "wasm-bindgen"),
        (r#""__wbindgen_placeholder__" "__wbindgen_describe""#, "wasm-bindgen"),
        (r#""./game.mjs" "draw""#, "`./game.mjs`"),
        (r#""env" "emscripten_resize_heap""#, "-sSTANDALONE_WASM"),
        (r#""env" "abort""#, "wasi-shim"),
        (r#""env" "draw""#, "--preload env=FILE"),
        (r#""counter" "next""#, "--preload counter=FILE"),
    ];
    let module = folder.path().join("module.wat");
    for (import, said) in cases {
        let text = format!("(module (import {import} (func)) (func (export \"_start\")))");
        fs_err::write(&module, text).expect("a file");
        exec([&module]).expect(1).says("imports what nothing here provides").says(said);
    }
    let two = "(module (import \"env\" \"a\" (func)) (import \"env\" \"b\" (func))
        (import \"counter\" \"next\" (func)) (func (export \"_start\")))";
    fs_err::write(&module, two).expect("a file");
    let said = exec([&module]).expect(1).stderr;
    assert_eq!(said.matches("hint: ").count(), 2, "each once: {said}");
}

#[test]
fn a_module_with_nothing_to_start() {
    exec([&guest("functions.wat")]).expect(2).says("_start").says("--invoke");
}

#[test]
fn a_table_larger_than_memory_is_an_error_and_no_abort() {
    exec([&guest("huge-table.wat")]).expect(1).says("table");
}

#[test]
fn an_unknown_flag() {
    exec([&"--frobnicate", &guest("exit.wat")]).expect(2).says("--frobnicate");
}

#[test]
fn a_folder_to_give_that_is_not_there() {
    exec([&"--dir", &"nowhere", &guest("exit.wat")]).expect(125).says("`nowhere`");
}

#[test]
fn a_folder_without_a_project() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for command in ["compile", "exec", "run"] {
        in_folder(folder.path(), &[command, "."]).expect(125).says("hint: ");
    }
}

#[test]
fn a_plugin_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs_err::write(folder.path().join("main.c"), "int main(void) { return 0; }\n").expect("a file");
    in_folder(folder.path(), &["compile", "--plugin", "cobol", "."])
        .expect(125)
        .says("`cobol`")
        .says("hint: ");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().expect("a temporary folder");
    let closed = folder.path().join("closed");
    fs_err::create_dir(&closed).expect("a folder");
    fs_err::write(closed.join("main.c"), "int main(void) { return 0; }\n").expect("a file");
    fs_err::set_permissions(&closed, std::fs::Permissions::from_mode(0o000))
        .expect("the permissions are ours");
    // Nothing is closed to root: there the project simply builds or lacks its toolchain, so only others can test this.
    if fs_err::read_dir(&closed).is_err() {
        in_folder(folder.path(), &["compile", "closed"]).expect(125).says("closed").says("error: ");
    }
    fs_err::set_permissions(&closed, std::fs::Permissions::from_mode(0o700))
        .expect("the permissions are ours");
}

#[test]
fn a_wrong_value_is_named_with_what_is_expected() {
    let wrong = |arguments: &[&str]| run_with(wasmrun().args(arguments), b"").expect(2).stderr;
    let port = wrong(&["run", "--port", "80x"]);
    let expected =
        "error: invalid value `80x` for `--port <PORT>`: expected a whole number from 0 to 65535";
    assert_eq!(port.lines().next(), Some(expected));
    let command = wrong(&["inspct"]);
    assert!(command.starts_with("error: unrecognized subcommand `inspct`\n"), "{command}");
    assert!(command.contains("hint: did you mean `inspect`?"), "{command}");
    let flag = wrong(&["exec", "--tiemout", "3s", "a.wasm"]);
    assert!(flag.contains("hint: did you mean `--timeout`?"), "{flag}");
}

#[test]
fn standard_input_has_one_name() {
    for command in ["exec", "verify", "inspect"] {
        let ended = run_with(wasmrun().args([command, "-"]), b"\x89PNG").expect(1);
        assert!(ended.stderr.starts_with("error: standard input is not "), "{}", ended.stderr);
        ended.says("hint: a module begins with `\\0asm`");
    }
}
