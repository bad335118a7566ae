//! The panels with modules that no compiler makes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cargo_wasmrun::server::{Program, Publisher, Server};

use crate::overlay::{report, serve};
use crate::page::Page;
use crate::project::program;

/// A page that shows one module after the other.
struct Stage {
    page: Page,
    publisher: Publisher,
    _server: Server,
}

impl Stage {
    fn new(test: &str, wat: &str) -> Option<Self> {
        let (server, mut publisher) = serve();
        publish(&mut publisher, wat);
        let page = Page::open(test, &server.locations().page())?;
        Some(Self { page, publisher, _server: server })
    }

    fn next(&mut self, wat: &str) {
        publish(&mut self.publisher, wat);
    }

    /// Fails if the page is wider than the window in one of its panels.
    #[track_caller]
    fn expect_to_fit(&self, what: &str) {
        for panel in ["Program", "Functions", "Memory", "Module"] {
            self.page.press(panel);
            self.page.wait_until(
                panel,
                "document.querySelector('.panel:not([hidden]) section, .empty') !== null",
            );
            let fits = "document.documentElement.scrollWidth <= innerWidth";
            assert_eq!(self.page.value(fits), true, "{what}, {panel}");
        }
    }
}

fn publish(publisher: &mut Publisher, wat: &str) {
    let wasm = wat::parse_str(wat).expect("a module");
    let root = std::path::Path::new("/");
    let program =
        Program::new("odd.wasm".to_owned(), wasm, vec!["odd".to_owned()], BTreeMap::new());
    publisher.succeeded(report(true, root), program);
}

fn wait_for_form(page: &Page, function: &str) {
    page.wait_until(
        function,
        &format!("document.querySelector('[data-function={function:?}]') !== null"),
    );
}

fn call(page: &Page, function: &str, argument: Option<&str>) {
    wait_for_form(page, function);
    if let Some(argument) = argument {
        page.fill(&format!("[data-function={function}] input"), &[argument]);
    }
    page.value(&format!("document.querySelector('[data-function={function:?}]').requestSubmit()"));
}

fn wait_for_result(page: &Page, text: &str) {
    let last = "[...document.querySelectorAll('.call-result')].at(-1)?.textContent";
    page.wait_until(&format!("the result {text:?}"), &format!("{last}?.includes({text:?})"));
}

#[test]
fn thousands_of_functions_leave_the_page_quick_and_are_found() {
    let mut wat = String::from("(module (memory (export \"memory\") 1)");
    for index in 0..5_000 {
        let _ = write!(wat, "(func (export \"name_{index}\") (result i32) (i32.const {index}))");
    }
    wat.push(')');
    let Some(stage) = Stage::new("many functions", &wat) else { return };
    let page = &stage.page;
    page.press("Functions");
    wait_for_form(page, "name_0");
    let forms = page.value("document.querySelectorAll('form.call').length").as_u64();
    assert!(forms <= Some(200), "{forms:?} forms");
    page.fill(".functions [type=search]", &["NAME_4999"]);
    call(page, "name_4999", None);
    wait_for_result(page, "name_4999() = 4999");
    stage.expect_to_fit("many functions");
}

#[test]
fn long_and_strange_names_are_shown_as_they_are() {
    let long = "very_long_name_".repeat(700);
    let wat = format!(
        r#"(module
          (func $"{long}" (export "{long}") unreachable)
          (func (export "") (result i32) (i32.const 1))
          (func (export "<img src=x onerror=alert(1)>") (result i32) (i32.const 2))
          (func (export "naïve 🦀\0a\"quoted\"") (result i32) (i32.const 3))
          (func (export "__proto__") (result i32) (i32.const 4))
          (func (export "constructor") (result i32) (i32.const 5)))"#
    );
    let Some(stage) = Stage::new("names", &wat) else { return };
    let page = &stage.page;
    page.press("Functions");
    page.wait_until("all forms", "document.querySelectorAll('form.call').length === 6");
    for (index, value) in (1..=5).enumerate() {
        page.value(&format!(
            "document.querySelectorAll('form.call')[{}].requestSubmit()",
            index + 1
        ));
        wait_for_result(page, &format!("= {value}"));
    }
    page.value("document.querySelector('form.call').requestSubmit()");
    wait_for_result(page, "very_long_name_very_long_name_");
    assert_eq!(page.value("document.querySelector('.functions img')"), serde_json::Value::Null);
    stage.expect_to_fit("names");
}

#[test]
fn values_of_every_kind_of_type_go_in_and_out() {
    let wat = r#"(module
      (type $point (struct (field i32)))
      (func (export "small") (param i31ref) (result i32) (i31.get_s (ref.cast (ref i31) (local.get 0))))
      (func (export "any") (param anyref) (result anyref) (local.get 0))
      (func (export "point") (param (ref null $point)) (result (ref $point)) (struct.new $point (i32.const 1)))
      (func (export "exact") (param (ref func)))
      (func (export "exception") (param exnref))
      (func (export "vector") (param v128) (result v128) (local.get 0)))"#;
    let Some(stage) = Stage::new("types", wat) else { return };
    let page = &stage.page;
    page.press("Functions");
    for (function, argument, result) in [
        ("small", Some("-7"), "= -7"),
        ("any", Some("12"), "= 12"),
        ("any", Some("null"), "= null"),
        ("point", None, "point(null) = (ref "),
        ("exact", None, "exact(null)"),
        ("exception", None, "exception(null)"),
        ("vector", Some("-1"), "= 0xffffffffffffffffffffffffffffffff"),
    ] {
        call(page, function, argument);
        wait_for_result(page, result);
    }
    call(page, "small", Some("2147483648"));
    page.wait_until(
        "what is wrong",
        "document.querySelector('[data-function=small] .bad')?.textContent.includes('31 bits')",
    );
    stage.expect_to_fit("types");
}

/// Goes to the end of a memory, and waits until the bytes there are shown.
fn wait_for_end_of_memory(page: &Page, last: &str) {
    page.wait_until("bytes", "document.querySelector('.hex-row') !== null");
    page.value(
        "document.querySelector('.hex').dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))",
    );
    page.wait_until(
        &format!("the last row, {last}"),
        &format!(
            "[...document.querySelectorAll('.hex-row')].at(-1)?.textContent.startsWith({last:?})"
        ),
    );
}

#[test]
fn memories_of_every_kind_are_shown_to_their_last_byte() {
    let start = "(func (export \"_start\"))";
    let Some(mut stage) =
        Stage::new("memories", &format!("(module (memory (export \"memory\") 65536) {start})"))
    else {
        return;
    };
    stage.page.press("Memory");
    stage
        .page
        .wait_until("4 GiB", "document.querySelector('.memory')?.textContent.includes('4.0 GiB')");
    wait_for_end_of_memory(&stage.page, "fffffff0");

    stage.next(&format!("(module (memory (export \"memory\") i64 3) {start})"));
    stage.page.wait_until(
        "64 bits",
        "document.querySelector('.memory')?.textContent.includes('192.0 KiB')",
    );
    wait_for_end_of_memory(&stage.page, "0002fff0");

    stage.next(&format!("(module (memory (export \"memory\") 1 2 shared) {start})"));
    stage.page.wait_until(
        "shared",
        "document.querySelector('.memory')?.textContent.includes('64.0 KiB')",
    );
    wait_for_end_of_memory(&stage.page, "0000fff0");

    let several = "(memory $a 1) (memory $b i64 2) (memory $c 0)".to_owned();
    stage.next(&format!("(module {several} {start})"));
    stage.page.wait_until(
        "three memories",
        "document.querySelectorAll('.memory [aria-label=Memory] option').length === 3",
    );
    stage.expect_to_fit("several memories");
}

#[test]
fn modules_that_end_before_they_begin_say_why() {
    let wat = "(module (func $broken unreachable) (start $broken) (func (export \"_start\")))";
    let Some(mut stage) = Stage::new("start", wat) else { return };
    let outcome = "document.querySelector('.outcome')?.textContent";
    stage.page.wait_until(
        "the trap",
        &format!("{outcome}?.includes('unreachable') && {outcome}.includes('broken at')"),
    );
    stage.page.press("Functions");
    call(&stage.page, "_start", None);
    wait_for_result(&stage.page, "broken at 0x");

    stage.next("(module (func $hidden (loop (br 0))) (start $hidden))");
    stage.page.wait_until(
        "no export",
        "document.querySelector('.functions')?.textContent.includes('No function is exported')",
    );
    stage.page.press("Memory");
    stage.page.wait_until(
        "no memory",
        "document.querySelector('.empty')?.textContent.includes('has no memory')",
    );
    stage.page.press("Program");
    stage.page.wait_until("a library", &format!("{outcome}?.includes('no _start')"));

    stage
        .next("(module (func $endless (loop (br 0))) (start $endless) (func (export \"_start\")))");
    stage.page.press("Stop");
    stage.page.wait_until("stopped", &format!("{outcome}?.includes('Stopped')"));
    stage.expect_to_fit("no start");
}

/// Writes so many lines of 100 bytes, and then `end`.
fn writes_much(lines: u32) -> String {
    let line = format!("{}\n", "0123456789".repeat(10).split_at(99).0);
    let body = format!(
        "(local $left i32) (local.set $left (i32.const {lines}))
         (loop $more
           (call $print (i32.const 1024) (i32.const 100))
           (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
         (call $print (i32.const 1124) (i32.const 3))"
    );
    program(&body, &format!("{line}end"))
}

#[test]
fn much_output_is_taken_whole_and_kept_in_part() {
    let Some(stage) = Stage::new("much output", &writes_much(100_000)) else { return };
    stage.page.wait_until("its end", "document.querySelector('[data-exit=\"0\"]') !== null");
    stage.page.wait_for_output("end");
    let rows = stage.page.value("document.querySelectorAll('.terminal .row').length").as_u64();
    assert!(rows <= Some(5_001), "{rows:?} rows");
}

#[test]
fn functions_that_write_without_end_leave_the_page_alive() {
    let forever = "(loop $ever (call $print (i32.const 1024) (i32.const 6)) (br $ever))";
    let wat = program(forever, "again\n").replace("_start", "forever");
    let Some(stage) = Stage::new("endless calls", &wat) else { return };
    stage.page.press("Functions");
    call(&stage.page, "forever", None);
    let output = "document.querySelector('.calls .terminal')?.textContent";
    stage.page.wait_until("its output", &format!("{output}?.includes('again')"));
    stage.page.press("Program");
    stage.page.press("Functions");
    stage.page.wait_until("the same output", &format!("{output}?.includes('again')"));
    stage.page.press("Stop");
    wait_for_result(&stage.page, "stopped");
    let rows =
        stage.page.value("document.querySelectorAll('.calls .terminal .row').length").as_u64();
    assert!(rows <= Some(5_001), "{rows:?} rows");
}

#[test]
fn large_files_go_in_and_come_out_as_they_were() {
    let Some(stage) = Stage::new("large files", &program("", "x")) else { return };
    let page = &stage.page;
    page.wait_until("its end", "document.querySelector('[data-exit=\"0\"]') !== null");
    page.value(
        "{ const files = new DataTransfer();
           files.items.add(new File([new Uint8Array(20 << 20).fill(0x61)], 'größe & <b>.bin'));
           const chooser = document.querySelector('.files input[type=file]');
           chooser.files = files.files;
           chooser.dispatchEvent(new Event('change', { bubbles: true })) }",
    );
    page.wait_until(
        "the file",
        "document.querySelector('.files li')?.textContent.startsWith('/größe & <b>.bin20.0 MiB')",
    );
    page.press("/größe & <b>.bin");
    page.wait_until(
        "its beginning",
        "document.querySelector('.file-content')?.textContent.length === (256 << 10) + 2",
    );
    // What would be saved is looked at where it is made.
    page.value(
        "window.saved = new Promise((done) => {
           const original = URL.createObjectURL;
           URL.createObjectURL = (blob) => { done(blob); return original.call(URL, blob); };
         }).then((blob) => blob.arrayBuffer());
         void 0",
    );
    page.press("Download");
    let whole = "window.saved.then((saved) => saved.byteLength === 20 << 20 && new Uint8Array(saved).every((one) => one === 0x61))";
    assert_eq!(page.value(whole), true);
    page.press("Run");
    page.wait_until("its end", "document.querySelector('[data-exit=\"0\"]') !== null");
    page.press("Remove");
    page.wait_until("no file", "document.querySelector('.files li') === null");
}
