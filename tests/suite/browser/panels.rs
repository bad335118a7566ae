//! The panels of our page, driven on real modules.

use crate::page::Page;
use crate::project::{Module, writes};
use crate::server::Server;

const LIBRARY: &str = r#"(module
  (func $inner unreachable)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "wide") (param i64) (result i64) (i64.sub (i64.const 0) (local.get 0)))
  (func (export "half") (param f32 f64) (result f64 f32)
    (local.get 1) (f32.mul (local.get 0) (f32.const 0.5)))
  (func (export "double") (param v128 i32) (result i32 v128)
    (local.get 1) (i32x4.add (local.get 0) (local.get 0)))
  (func (export "same") (param externref funcref) (result externref) (local.get 0))
  (func (export "fail") (call $inner))
  (global $count (mut i32) (i32.const 0))
  (func (export "next") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count))
  (func (export "forever") (loop (br 0))))"#;

/// Fills in the form of a function and presses its button.
fn call(page: &Page, function: &str, values: &[&str]) {
    let form = format!("document.querySelector('[data-function={function}]')");
    page.wait_until(function, &format!("{form} !== null"));
    page.fill(&format!("[data-function={function}] input"), values);
    page.value(&format!("{form}.requestSubmit()"));
}

/// Waits until the last call in the list reads `text`.
fn wait_for_result(page: &Page, text: &str) {
    let last = "[...document.querySelectorAll('.call-result')].at(-1)?.textContent";
    page.wait_until(&format!("the result {text:?}"), &format!("{last}?.includes({text:?})"));
}

#[test]
fn functions_are_called_with_values_of_their_types() {
    let module = Module::new(LIBRARY);
    let server = Server::start(&module.path());
    let Some(page) = Page::open("functions", server.url()) else { return };
    page.press("Functions");
    call(&page, "add", &["2", "0xffff_fffe"]);
    wait_for_result(&page, "add(2, 0xffff_fffe) = 0");
    call(&page, "wide", &["9223372036854775807"]);
    wait_for_result(&page, "= -9223372036854775807");
    call(&page, "half", &["3", "-inf"]);
    wait_for_result(&page, "= -Infinity, 1.5");
    call(&page, "double", &["1 2 3 -4", "7"]);
    wait_for_result(&page, "= 7, 0xfffffff8000000060000000400000002");
    call(&page, "same", &["a thing", "null"]);
    wait_for_result(&page, "= a thing");
    call(&page, "add", &["4294967296", "1"]);
    page.wait_until(
        "what is wrong",
        "document.querySelector('[data-function=add] .bad')?.textContent.includes('32 bits')",
    );
    call(&page, "fail", &[]);
    wait_for_result(&page, "inner at 0x");
    for result in ["next() = 1", "next() = 2"] {
        call(&page, "next", &[]);
        wait_for_result(&page, result);
    }
    call(&page, "forever", &[]);
    wait_for_result(&page, "running");
    page.press("Stop");
    wait_for_result(&page, "stopped");
    call(&page, "next", &[]);
    wait_for_result(&page, "next() = 1");
}

#[test]
fn what_is_in_a_module_is_shown() {
    let module = Module::new(LIBRARY);
    let server = Server::start(&module.path());
    let Some(page) = Page::open("module", server.url()) else { return };
    page.press("Module");
    let text = "document.querySelector('.module-panel')?.textContent";
    page.wait_until("the functions", &format!("{text}?.includes('inner')"));
    assert_eq!(page.value(&format!("{text}.includes('(v128, i32) -> (i32, v128)')")), true);
    assert!(page.value("document.querySelectorAll('.treemap rect').length").as_u64() > Some(5));
    page.press("inner");
    page.wait_until("its text", &format!("{text}.includes('unreachable')"));
}

#[test]
fn builds_are_remembered_with_their_sizes() {
    let module = Module::new(&writes("one\n"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("builds", server.url()) else { return };
    page.wait_for_output("one");
    page.press("Build");
    module.write("(module");
    page.wait_until("the failure", "document.querySelector('.history tr.bad') !== null");
    module.write(&writes("one more\n"));
    let change = "document.querySelector('.history tbody tr td:last-child')?.textContent";
    page.wait_until("the change", &format!("/^\\+\\d+ B$/.test({change})"));
    assert_eq!(page.value("document.querySelectorAll('.history tbody tr').length"), 3);
}

/// A program that writes its arguments and a variable of its environment, appends a line to the file
/// `log` and writes what the file holds.
const FILES: &str = r#"(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get"
    (func $environ_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pread"
    (func $pread (param i32 i32 i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 100) "log")
  (data (i32.const 110) "line\n")
  (func $must (param i32) (if (local.get 0) (then unreachable)))
  (func $put (param $fd i32) (param $address i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $address))
    (i32.store (i32.const 4) (local.get $length))
    (call $must (call $write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func (export "_start")
    (call $must (call $sizes (i32.const 16) (i32.const 20)))
    (call $must (call $args (i32.const 1024) (i32.const 2048)))
    (call $put (i32.const 1) (i32.const 2048) (i32.load (i32.const 20)))
    (call $must (call $environ_sizes (i32.const 16) (i32.const 20)))
    (call $must (call $environ (i32.const 1024) (i32.const 2048)))
    (call $put (i32.const 1) (i32.const 2048) (i32.load (i32.const 20)))
    (call $must (call $open (i32.const 3) (i32.const 0) (i32.const 100) (i32.const 3)
      (i32.const 1) (i64.const 66) (i64.const 0) (i32.const 1) (i32.const 24)))
    (call $put (i32.load (i32.const 24)) (i32.const 110) (i32.const 5))
    (i32.store (i32.const 0) (i32.const 3000))
    (i32.store (i32.const 4) (i32.const 1000))
    (call $must (call $pread (i32.load (i32.const 24)) (i32.const 0) (i32.const 1)
      (i64.const 0) (i32.const 8)))
    (call $put (i32.const 1) (i32.const 3000) (i32.load (i32.const 8)))))"#;

#[test]
fn arguments_environment_and_files_are_the_users() {
    let module = Module::new(FILES);
    let server = Server::start_with(&module.path(), ["--port", "0", "--", "first"]);
    let Some(page) = Page::open("files", server.url()) else { return };
    page.wait_for_output("first");
    let listed = "document.querySelector('.files li')?.textContent.startsWith('/log5 B')";
    page.wait_until("the file", listed);
    page.fill(".setup input", &["'second one' third"]);
    page.fill(".setup textarea", &["COLOUR=blue"]);
    page.press("Run");
    page.wait_for_output("second one");
    page.wait_for_output("COLOUR=blue");
    page.wait_for_output("line");
    page.wait_until("the longer file", &listed.replace("5 B", "10 B"));
}

#[test]
fn what_cannot_be_read_is_told_beside_its_field_and_runs_nothing() {
    let module = Module::new(FILES);
    let server = Server::start_with(&module.path(), ["--port", "0", "--", "first"]);
    let Some(page) = Page::open("faults", server.url()) else { return };
    page.wait_for_output("first");
    page.value("document.querySelector('details.more').open = true");
    for (field, typed, fault) in [
        ("textarea", "A=1\nNOEQUALS", "line 2 has no ="),
        ("textarea", "=x", "line 1 has no name before its ="),
        ("textarea", "A=1\nA=2", "line 2 sets A again"),
        ("input", "one \"two", "the quote \" is never closed"),
        ("input", "it's", "the quote ' is never closed"),
        ("input", "one\\", "nothing follows the last \\"),
    ] {
        page.fill(&format!(".setup {field}"), &[typed]);
        let said = format!(
            "{{ const field = document.querySelector('.setup {field}');
                const fault = document.getElementById(field.getAttribute('aria-describedby'));
                field.getAttribute('aria-invalid') === 'true' && fault.role === 'status' && fault.textContent === {fault:?} }}"
        );
        assert_eq!(page.value(&said), true, "{typed:?}");
        page.press("Run");
        let refused = "document.querySelector('.outcome.bad')?.textContent";
        page.wait_until("it is not run", &format!("{refused}?.includes({fault:?})"));
        assert_eq!(page.output(), "", "{typed:?}");
        page.fill(&format!(".setup {field}"), &[""]);
    }
    let faults = "document.querySelectorAll('.setup [aria-invalid=true]').length";
    assert_eq!(page.value(faults), 0);
    page.fill(".setup textarea", &["\nA=b=c\n"]);
    page.fill(".setup input", &[r#"x"y z"'"q"'\ w"#]);
    page.press("Run");
    page.wait_for_output("xy z\"q\" w");
    page.wait_for_output("A=b=c");
}

#[test]
fn the_page_fits_on_a_phone_in_both_colour_schemes() {
    let module = Module::new(&writes("here\n"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("phone", server.url()) else { return };
    page.wait_for_output("here");
    let background = "getComputedStyle(document.body).backgroundColor";
    page.picture(390, 780, false);
    let light = page.value(background);
    page.picture(390, 780, true);
    assert_ne!(page.value(background), light);
    for panel in ["Program", "Functions", "Module", "Build"] {
        page.press(panel);
        let fits = "document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(page.value(fits), true, "{panel}");
    }
}
