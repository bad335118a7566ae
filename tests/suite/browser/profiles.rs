//! What `exec --profile` writes, opened by the programs that it is written for.

use std::path::{Path, PathBuf};
use std::process::Command;

use integration::{Missing, programs, require, workspace};
use tempfile::TempDir;

use crate::page::Page;

/// A file that a profile of some time in `fib` was written to, and its folder.
fn profile(name: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join(name);
    let guest = workspace().join("tests/suite/cli/guests/observed.wat");
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command.args(["exec", "--profile"]).arg(&file).args(["--invoke", "fib"]).arg(guest).arg("27");
    let output = command.output().expect("cargo-wasmrun is built");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (folder, file)
}

/// A file of a program that shows profiles.
fn viewer(file: &str) -> Result<PathBuf, Missing> {
    let path = programs().join("viewers/node_modules").join(file);
    let bring = "tests/programs/fetch".to_owned();
    if path.exists() { Ok(path) } else { Err(Missing { what: file.to_owned(), bring }) }
}

fn file_url(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The Firefox profiler without its page: one process keeps a profile open, others ask it.
struct FirefoxProfiler {
    program: PathBuf,
    sessions: TempDir,
}

impl FirefoxProfiler {
    #[expect(
        clippy::disallowed_methods,
        reason = "a program of another's, as a shell would start it"
    )]
    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new("node")
            .arg(&self.program)
            .args(arguments)
            .env("PROFILER_CLI_SESSION_DIR", self.sessions.path())
            .output()
            .expect("node is there");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).expect("text")
    }
}

impl Drop for FirefoxProfiler {
    fn drop(&mut self) {
        self.run(&["stop", "--all"]);
    }
}

#[test]
fn the_firefox_profiler_shows_the_functions() {
    let found = viewer("@firefox-devtools/profiler-cli/dist/profiler-cli.js");
    let Some(program) = require("profiles in the Firefox profiler", found) else { return };
    let sessions = tempfile::tempdir().expect("a temporary folder");
    let (_folder, file) = profile("profile.json");
    let profiler = FirefoxProfiler { program, sessions };
    profiler.run(&["load", &file.to_string_lossy()]);
    let about = profiler.run(&["profile", "info"]);
    assert!(about.contains("Name: cargo wasmrun: observed.wat"), "{about}");
    let tree = profiler.run(&["thread", "samples-top-down"]);
    assert!(tree.contains("fib [total: 100.0%"), "{tree}");
}

#[test]
fn speedscope_opens_the_profile() {
    let found = viewer("speedscope/dist/release/index.html");
    let Some(page) = require("profiles in speedscope", found) else { return };
    let (folder, file) = profile("profile.speedscope.json");
    // What speedscope's own command does to hand a file over.
    let content = fs_err::read_to_string(file).expect("the profile is text");
    let base64 = format!("btoa({})", serde_json::json!(content));
    let script = folder.path().join("load.js");
    fs_err::write(&script, format!("speedscope.loadFileFromBase64('profile', {base64})"))
        .expect("a file of ours");
    let url = format!("{}#localProfilePath={}", file_url(&page), script.display());
    let Some(page) = Page::open("profiles in speedscope", &url) else { return };
    page.wait_to_see("the profile's name", "document.title.startsWith('observed.wat')");
}

#[test]
fn a_flame_graph_is_a_picture_with_a_box_for_each_stack() {
    let (_folder, file) = profile("profile.svg");
    let Some(page) = Page::open("flame graphs", &file_url(&file)) else { return };
    let boxes = "[...document.querySelectorAll('g')].filter((one) => \
                 one.querySelector('title').textContent.startsWith('fib: ') && one.getBBox().width > 0)";
    assert_ne!(page.value(&format!("{boxes}.length")), 0);
    let widest = page.value(&format!("Math.max(...{boxes}.map((one) => one.getBBox().width))"));
    assert!(widest.as_f64().is_some_and(|width| width > 900.0), "{widest}");
}
