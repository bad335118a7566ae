//! Modules that provide what the program imports, in the page as in the terminal.

use crate::http::{get, program_url};
use crate::page::Page;
use crate::project::Module;
use crate::server::Server;

/// Writes a greeting from a memory of its own.
const LIBRARY: &str = r#"(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "\00\00\00\00\00\00\00\00")
  (data (i32.const 32) "not initialized\n")
  (func (export "_initialize") (memory.copy (i32.const 32) (i32.const 64) (i32.const 16)))
  (data (i32.const 64) "from a library.\n")
  (func (export "greet") (result i32)
    (i32.store (i32.const 0) (i32.const 32))
    (i32.store (i32.const 4) (i32.const 16))
    (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16))))"#;

const PROGRAM: &str = r#"(module
  (import "library" "greet" (func $greet (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (if (call $greet) (then unreachable)) (call $exit (i32.const 7))))"#;

#[test]
fn a_program_gets_what_another_module_exports() {
    let (module, library) = (Module::new(PROGRAM), Module::new(LIBRARY));
    let preload = format!("library={}", library.path().display());
    let server = Server::start_with(&module.path(), ["--port", "0", "--preload", &preload]);
    let Some(page) = Page::open("providers", server.url()) else { return };
    page.wait_for_output("from a library.");
    page.wait_until(
        "the status",
        "document.querySelector('.outcome')?.textContent.includes('status 7')",
    );

    // A change of the library is one of the program.
    library.write(&LIBRARY.replace("from a library.", "from another..."));
    page.wait_for_output("from another...");
}

#[test]
fn a_program_without_its_library_says_what_is_missing() {
    let module = Module::new(PROGRAM);
    let server = Server::start(&module.path());
    let Some(page) = Page::open("missing provider", server.url()) else { return };
    page.wait_until(
        "what is missing",
        "document.querySelector('.outcome')?.textContent.includes('greet')",
    );
}

#[test]
fn the_shim_holds_what_the_program_imports() {
    let module = Module::new(PROGRAM);
    let server = Server::start(&module.path());
    let url = program_url(&server);
    let shim = get(&server, &url.replace(".wasm", "/shim.js")).body;
    assert!(shim.contains("proc_exit") && !shim.contains("fd_write"), "{shim}");
    let provider = url.replace(".wasm", "/providers/0.wasm");
    assert_eq!(get(&server, &provider).status, 404);
}
