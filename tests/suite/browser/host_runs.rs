//! Programs that run in our interpreter on this machine, for the page.

use std::thread;
use std::time::{Duration, Instant};

use crate::http::{program_url, token, upgrade_at};
use crate::page::Page;
use crate::project::{Module, program, writes};
use crate::server::Server;

/// Generous: it only ends what would hang.
const PATIENCE: Duration = Duration::from_mins(2);

/// Has the program run in this place, or in both.
fn choose(page: &Page, place: &str) {
    page.wait_until("the choice", "document.querySelector('.controls select')?.disabled === false");
    page.choose(".controls select", place);
}

/// How many processes run programs for this server.
fn running(server: &Server) -> usize {
    let tasks = format!("/proc/{}/task", server.id());
    let children = fs_err::read_dir(tasks).expect("the server's threads").flat_map(|thread| {
        let children = thread.expect("a thread").path().join("children");
        // A thread may have ended meanwhile.
        let children = fs_err::read_to_string(children).unwrap_or_default();
        children.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    });
    let runs = |id: &String| {
        fs_err::read(format!("/proc/{id}/cmdline"))
            .is_ok_and(|line| String::from_utf8_lossy(&line).contains("__wasmrun_host_run"))
    };
    children.filter(runs).count()
}

/// Waits until so many processes run programs for this server.
pub(crate) fn wait_for_processes(server: &Server, count: usize) {
    let begin = Instant::now();
    while running(server) != count {
        assert!(begin.elapsed() < PATIENCE, "never {count} processes: {}", running(server));
        thread::yield_now();
    }
}

#[test]
fn a_program_runs_side_by_side_with_the_same_input() {
    let body =
        "(call $print (i32.const 2048) (call $line)) (call $print (i32.const 1024) (i32.const 4))";
    let module = Module::new(&program(body, "end\n"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("side by side", server.url()) else { return };
    choose(&page, "both");
    page.wait_until("two terminals", "document.querySelectorAll('.terminal').length === 2");
    page.type_line("hello to both");
    page.wait_until(
        "both outputs",
        "[...document.querySelectorAll('.terminal')].every((one) => one.textContent.endsWith('end'))
           && document.querySelectorAll('[data-exit=\"0\"]').length === 2",
    );
    assert_eq!(
        page.value("new Set([...document.querySelectorAll('.terminal')].map((one) => one.textContent)).size"),
        1
    );
    let outcomes = page.value("[...document.querySelectorAll('.outcome')].at(1).textContent");
    assert!(
        outcomes.as_str().is_some_and(|text| text.contains("64.0 KiB of memory")),
        "{outcomes}"
    );
}

#[test]
fn a_trap_on_this_machine_has_named_frames() {
    let module = Module::new(
        r#"(module (func $inner unreachable) (func $outer (call $inner)) (func (export "_start") (call $outer)))"#,
    );
    let server = Server::start(&module.path());
    let Some(page) = Page::open("host trap", server.url()) else { return };
    choose(&page, "host");
    let outcome = "document.querySelector('.outcome.bad')?.textContent";
    page.wait_until(
        "the trap",
        &format!("{outcome}?.includes('outer') && {outcome}.includes('inner')"),
    );
}

/// A program without names, but for what it exports: one function traps when it is called by another.
const EXPORTS: &str =
    r#"(module (func (export "the innermost") unreachable) (func (export "_start") (call 0)))"#;

#[test]
fn frames_have_the_names_of_exports_in_both_places() {
    let module = Module::new(EXPORTS);
    let server = Server::start(&module.path());
    let Some(page) = Page::open("exported frames", server.url()) else { return };
    choose(&page, "both");
    let outcomes = "[...document.querySelectorAll('.outcome.bad')]";
    page.wait_until("both traps", &format!("{outcomes}.length === 2"));
    for name in ["the innermost", "_start"] {
        let named = format!("{outcomes}.every((one) => one.textContent.includes({name:?}))");
        assert_eq!(
            page.value(&named),
            true,
            "{name}: {}",
            page.value(&format!("{outcomes}.map((one) => one.textContent)"))
        );
    }
}

#[test]
fn stop_a_new_build_and_the_end_of_the_page_end_the_process() {
    let module =
        Module::new(&program("(call $print (i32.const 1024) (i32.const 3)) (loop (br 0))", "ab\n"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("host stop", server.url()) else { return };
    choose(&page, "host");
    page.wait_for_output("ab");
    assert_eq!(running(&server), 1);
    page.press("Stop");
    wait_for_processes(&server, 0);

    page.press("Run");
    page.wait_until("a running program", "document.querySelector('[data-phase=running]') !== null");
    module.write(&writes("another\n"));
    page.wait_for_output("another");
    wait_for_processes(&server, 0);

    module.write(&program("(loop (br 0))", "x"));
    wait_for_processes(&server, 1);
    page.value("void setTimeout(() => location.replace('about:blank'))");
    wait_for_processes(&server, 0);
}

#[test]
fn strangers_start_nothing() {
    let module = Module::new(&writes("x"));
    let server = Server::start(&module.path());
    let path = program_url(&server).replace(".wasm", "/run");
    let (own, token) = (server.authority().to_owned(), token(&server));
    let origin = format!("http://{own}");
    let status = |path: &str, host: &str, origin: Option<&str>, token: Option<&str>| {
        upgrade_at(&own, path, host, origin, token)
    };
    assert_eq!(status(&path, &own, Some(&origin), Some(&token)), 101);
    assert_eq!(status(&path, &own, Some("http://evil.example"), Some(&token)), 403);
    assert_eq!(status(&path, &own, None, Some(&token)), 403);
    assert_eq!(status(&path, &own, Some(&origin), None), 403);
    assert_eq!(status(&path, &own, Some(&origin), Some("0000")), 403);
    assert_eq!(status(&path, "evil.example", Some(&origin), Some(&token)), 421);
    let other = "/__wasmrun/v1/programs/00000000000000000000000000000000/run";
    assert_eq!(status(other, &own, Some(&origin), Some(&token)), 404);
    assert_eq!(running(&server), 0);
}

/// Calls one function of WASI with the first folder's number, and writes what it answers behind `A`.
fn asks(function: &str, parameters: &str, arguments: &str) -> String {
    let call = format!(
        "(i32.store8 (i32.const 1040) (i32.add (i32.const 65) (call $ask {arguments})))
         (call $print (i32.const 1024) (i32.const 17))"
    );
    let import = format!(
        "(module (import \"wasi_snapshot_preview1\" \"{function}\" (func $ask (param {parameters}) (result i32)))"
    );
    program(&call, &format!("{function:16}")).replacen("(module", &import, 1)
}

#[test]
fn folders_are_open_from_the_start_in_both_places_whatever_is_imported() {
    let folder = tempfile::tempdir().expect("a folder");
    let module = Module::new(&writes("begin\n"));
    let host = folder.path().display().to_string();
    let server =
        Server::start_with(&module.path(), ["--port", "0", "--dir", &format!("{host}::/data")]);
    let Some(page) = Page::open("preopened folders", server.url()) else { return };
    choose(&page, "both");
    let place = "(i32.const 3) (i32.const 64)";
    for (function, parameters, arguments, answer) in [
        ("fd_prestat_get", "i32 i32", place, 'A'),
        ("fd_fdstat_get", "i32 i32", place, 'A'),
        ("fd_filestat_get", "i32 i32", place, 'A'),
        ("fd_close", "i32", "(i32.const 3)", 'A'),
        ("fd_sync", "i32", "(i32.const 3)", 'A'),
    ] {
        module.write(&asks(function, parameters, arguments));
        let text = format!("{function:16}{answer}");
        page.wait_until(
            &text,
            &format!(
                "[...document.querySelectorAll('.terminal')].filter((one) => one.textContent === {text:?}).length === 2"
            ),
        );
    }
}
