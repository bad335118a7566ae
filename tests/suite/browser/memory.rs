//! The memory panel: what a module's memories hold while it runs.

use crate::page::Page;
use crate::project::{Module, program};
use crate::server::Server;

const BYTES: &str = "document.querySelector('.hex')?.textContent";

/// Fills in the field with this label and submits its form.
fn enter(page: &Page, label: &str, value: &str) {
    page.fill(&format!(".memory [aria-label='{label}']"), &[value]);
    page.value(&format!(
        "document.querySelector('.memory [aria-label=\"{label}\"]').form.requestSubmit()"
    ));
}

#[test]
fn bytes_follow_what_a_running_program_writes() {
    // Each line that is read is kept at 2048, and the program reads on.
    let module =
        Module::new(&program("(loop (drop (call $line)) (br 0))", "greetings from address 1024"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("memory", server.url()) else { return };
    page.wait_until("a waiting program", "document.querySelector('[data-phase=waiting]') !== null");
    page.press("Memory");
    page.wait_until("the size", "document.querySelector('.memory')?.textContent.includes('64')");
    enter(&page, "Address", "0x400");
    page.wait_until(
        "the data",
        &format!("{BYTES}?.includes('00000400') && {BYTES}.includes('greetings')"),
    );
    enter(&page, "Text or bytes", "from address");
    page.wait_until("what was found", "document.querySelector('.hex mark.found') !== null");
    enter(&page, "Text or bytes", "0x 66 72 6f 6d 20 61");
    page.wait_until(
        "the same in hex",
        "document.querySelector('.hex mark.found')?.textContent.startsWith('66 72 6f 6d 20 61')",
    );
    enter(&page, "Address", "2048");
    page.wait_until("the other address", &format!("{BYTES}?.startsWith('00000800')"));
    page.press("Program");
    page.type_line("written now");
    page.press("Memory");
    page.wait_until("what was written", &format!("{BYTES}?.includes('written now')"));
}

#[test]
fn the_memory_of_a_library_is_that_of_its_functions() {
    let module = Module::new(
        r#"(module (memory 1) (data (i32.const 0) "of a library")
             (func (export "touch") (i32.store8 (i32.const 0) (i32.const 0x49))))"#,
    );
    let server = Server::start(&module.path());
    let Some(page) = Page::open("memory of a library", server.url()) else { return };
    page.press("Memory");
    let says_nothing = "document.querySelector('.memory')?.textContent.includes('Nothing has run')";
    page.wait_until("nothing yet", says_nothing);
    page.press("Functions");
    page.wait_until("its form", "document.querySelector('[data-function=touch]') !== null");
    page.value("document.querySelector('[data-function=touch]').requestSubmit()");
    page.press("Memory");
    page.wait_until("what was written", &format!("{BYTES}?.includes('If a library')"));
}

/// Two memories, of which one is not exported; a loop that counts at address 8 of that one, and waits a
/// little each time.
const COUNTS: &str = r#"(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (memory $own 1)
  (data (i32.const 24) "\80\96\98\00")
  (data (memory $own) (i32.const 16) "kept to itself")
  (func (export "_start")
    (loop
      (i32.store $own (i32.const 8) (i32.add (i32.load $own (i32.const 8)) (i32.const 1)))
      (i32.store (i32.const 16) (i32.const 1))
      (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))
      (br 0))))"#;

#[test]
fn a_memory_that_is_not_exported_is_shown_and_its_writes_are_marked() {
    let module = Module::new(COUNTS);
    let server = Server::start(&module.path());
    let Some(page) = Page::open("several memories", server.url()) else { return };
    page.press("Memory");
    page.wait_until(
        "both memories",
        "document.querySelectorAll('.memory [aria-label=Memory] option').length === 2",
    );
    page.choose(".memory [aria-label=Memory]", "1");
    page.wait_until("its bytes", &format!("{BYTES}?.includes('kept to itself')"));
    page.wait_until("a mark", "document.querySelector('.hex mark.changed') !== null");
}

#[test]
fn the_memory_of_functions_is_shown() {
    let module = Module::new(
        r#"(module (memory (export "memory") 1 200)
             (func (export "put") (i32.store (i32.const 4) (i32.const 0x676e6f73)))
             (func (export "grow") (result i32) (memory.grow (i32.const 100))))"#,
    );
    let server = Server::start(&module.path());
    let Some(page) = Page::open("memory of functions", server.url()) else { return };
    page.press("Functions");
    for function in ["put", "grow"] {
        let form = format!("document.querySelector('[data-function={function}]')");
        page.wait_until(function, &format!("{form} !== null"));
        page.value(&format!("{form}.requestSubmit()"));
    }
    page.wait_until(
        "the results",
        "[...document.querySelectorAll('.call-result')].at(-1)?.textContent.includes('= 1')",
    );
    page.press("Memory");
    page.choose(".memory [aria-label=Instance]", "functions");
    page.wait_until("the bytes", &format!("{BYTES}?.includes('song')"));
    page.wait_until(
        "the size",
        "document.querySelector('.memory')?.textContent.includes('6.3 MiB')",
    );
    enter(&page, "Address", "6553600");
    page.wait_until("the far end", &format!("{BYTES}?.startsWith('00640000')"));
}
