//! Every panel, driven on a real module of each language.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use integration::{Missing, require};

use crate::http::request_to;
use crate::page::Page;
use crate::project::Example;
use crate::server::Server;

/// A project, and what is known of its module.
struct Sample {
    example: &'static str,
    /// A line that only the program writes, at its end.
    writes: &'static str,
    /// What made the module, as the module says; nothing if it does not.
    made_by: &'static str,
    /// The lines that it is given; its input ends behind the last.
    input: &'static [&'static str],
    /// Whether `run` serves the project as a web app, so that the module that `exec` builds is served here.
    is_app: bool,
    /// Whether the module is small enough for the text of its functions.
    has_text: bool,
}

/// Opens the project, or nothing if there is no browser.
fn drive(sample: &Sample) {
    let example = Example::copy(sample.example);
    let served = if sample.is_app { built(example.path()) } else { example.path().to_owned() };
    let server = Server::start(&served);
    let Some(page) = Page::open(sample.example, server.url()) else { return };
    program(&page, sample);
    module(&page, sample);
    functions(&page);
    memory(&page);
    build(&page);
}

/// The module of a project, which is built and run in the terminal for that.
fn built(project: &Path) -> PathBuf {
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command.args(["--yes", "exec"]).arg(project).stdin(Stdio::null()).stdout(Stdio::null());
    assert!(command.status().expect("`cargo-wasmrun` starts").success());
    let folder = fs_err::read_dir(project.join(".wasmrun/debug")).expect("what was built");
    let mut files = folder.map(|entry| entry.expect("an entry").path());
    files.find(|file| file.extension().is_some_and(|one| one == "wasm")).expect("a module")
}

/// Gives the program its input and waits for its last words, in the browser and in our interpreter.
fn program(page: &Page, sample: &Sample) {
    let ends = || {
        for line in sample.input {
            page.type_line(line);
        }
        // A program that has ended has no input to be ended: then nothing happens.
        page.value("document.querySelector('.input button').click()");
        page.wait_for_output(sample.writes);
        page.wait_until("its end", "document.querySelector('[data-exit=\"0\"]') !== null");
    };
    ends();
    page.choose(".controls select", "host");
    page.wait_until("another run", "document.querySelector('[data-exit=\"0\"]') === null");
    ends();
    page.choose(".controls select", "browser");
}

/// Looks at what is in the module, and at the text of one function.
fn module(page: &Page, sample: &Sample) {
    page.press("Module");
    let panel = "document.querySelector('.module-panel')";
    page.wait_until("the sizes", &format!("{panel}?.querySelectorAll('.treemap rect').length > 5"));
    let text = page.value(&format!("{panel}.textContent"));
    let text = text.as_str().expect("text");
    for part in [sample.made_by, "Features", "Imports", "fd_write", "Exports", "_start", "Sections"]
    {
        assert!(text.contains(part), "{part}");
    }
    if sample.has_text {
        page.value(&format!("{panel}.querySelector('.module-functions button.link').click()"));
        page.wait_until("its text", &format!("{panel}.textContent.includes('(func ')"));
    }
}

/// Calls the program's own start, which finds its input at its end.
fn functions(page: &Page) {
    page.press("Functions");
    page.wait_until("a form", "document.querySelector('[data-function=_start] button') !== null");
    page.value("document.querySelector('[data-function=_start]').requestSubmit()");
    let last = "[...document.querySelectorAll('.call-result')].at(-1)?.textContent";
    page.wait_until("its end", &format!("/exited with status|= \\(\\)/.test({last})"));
}

/// Looks at what the calls left and what the program left, and at the end of the latter.
fn memory(page: &Page) {
    page.press("Memory");
    for source in ["functions", "program"] {
        page.choose(".memory [aria-label=Instance]", source);
        page.wait_until(source, "document.querySelectorAll('.hex-row').length > 5");
    }
    page.value(
        "document.querySelector('.hex')
           .dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))",
    );
    page.wait_until(
        "the end",
        "document.querySelectorAll('.hex-row').length === 1
           && document.querySelector('.hex-row').textContent.includes('f0')",
    );
}

fn build(page: &Page) {
    page.press("Build");
    // The files were just copied, which may have been noticed as a change.
    page.wait_until("a build", "document.querySelector('.history tbody tr') !== null");
}

const C: Sample = Sample {
    example: "c-raytracer",
    writes: "pyramid: 30 balls, 32x20 pixels",
    made_by: "clang",
    input: &["size 32x20", "scene pyramid", "quit"],
    is_app: false,
    has_text: true,
};

#[test]
fn panels_of_a_c_module() {
    drive(&C);
}

#[test]
fn panels_of_a_rust_module() {
    let (example, writes) = ("rust-maze", "the way has 121 of 240 cells");
    drive(&Sample { example, writes, made_by: "rustc", input: &["24 10", "2026"], ..C });
}

#[test]
fn panels_of_a_go_module() {
    let (example, writes) = ("go-lisp", "5050");
    let input = &["(define sum (lambda (n) (if (< n 1) 0 (+ n (sum (- n 1))))))", "(sum 100)"];
    drive(&Sample { example, writes, made_by: "Go", input, ..C });
}

#[test]
fn panels_of_an_assemblyscript_module() {
    let (example, writes) = ("assemblyscript-life", "generation 120: 56 cells");
    drive(&Sample { example, writes, made_by: "", input: &[], is_app: true, ..C });
}

#[test]
fn panels_of_a_python_module() {
    let (example, writes) = ("python-weather", "the hottest of 365 days");
    drive(&Sample { example, writes, made_by: "clang", input: &[], has_text: false, ..C });
}

/// Serves a project as a web app, and sees that the panels of an app show what it does: that it asked for
/// something that ends in `asked`, and what its page writes to the console.
fn drive_app(project: &Path, asked: &str) {
    let server = Server::start(project);
    let Some(panels) = app_panel(&server) else { return };
    let Some(app) = Page::open("app", server.app_url()) else { return };
    app.value("console.warn('a word from', location.pathname)");
    panels.press("Console");
    panels.wait_until(
        "its words",
        "[...document.querySelectorAll('.message.warn')].some((one) => one.textContent.includes('a word from /'))",
    );
    requests(&panels, asked);
    build(&panels);
}

fn app_panel(server: &Server) -> Option<Page> {
    let panels = Page::open("app panels", server.url())?;
    panels.press("App");
    let url = server.app_url();
    panels.wait_until(
        "the address",
        &format!("document.querySelector('.app-panel a')?.href.startsWith({url:?})"),
    );
    Some(panels)
}

fn requests(panels: &Page, asked: &str) {
    panels.press("Requests");
    let paths = "[...document.querySelectorAll('td.path')]";
    panels.wait_until(
        asked,
        &format!("{paths}.some((cell) => cell.textContent.endsWith({asked:?}))"),
    );
}

#[test]
fn panels_of_an_assemblyscript_app() {
    drive_app(Example::copy("assemblyscript-life").path(), ".wasm");
}

#[test]
fn panels_of_a_rust_app() {
    drive_app(Example::copy("rust-minesweeper").path(), ".wasm");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test looks for tools as a shell would")]
fn panels_of_a_c_app() {
    let found = Command::new("emcc").arg("--version").output();
    let bring = ".ci/provision-c".to_owned();
    let found = found.map_err(|_| Missing { what: "Emscripten".to_owned(), bring });
    if require("panels of a C app", found).is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    // What is made is named as the project's folder, and one of these begins with a dot.
    let project = folder.path().join("titled");
    fs_err::create_dir(&project).expect("a project");
    let main = "#include <emscripten.h>\nint main(void) { EM_ASM({ document.title = 'C'; }); }\n";
    fs_err::write(project.join("main.c"), main).expect("a source");
    drive_app(&project, ".wasm");
}

#[test]
fn panels_of_a_go_server() {
    let example = Example::copy("go-http");
    let arguments = ["--port", "0", "--server", "--", "serve", "1000000"];
    let server = Server::start_with(example.path(), arguments);
    let Some(panels) = app_panel(&server) else { return };
    let own = server.app_authority();
    let answer = request_to(own, "GET /a/path", &[("Host", own)]);
    assert_eq!(answer.body, "Go was asked for /a/path\n");
    requests(&panels, "/a/path");
    build(&panels);
}
