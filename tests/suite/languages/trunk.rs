//! Web apps built by Trunk: what the plugin asks of it, with a stand-in that any machine can run, and the real one where it is
//! installed.

use std::path::PathBuf;
use std::process::Command;

use integration::{Ended, Missing};

use crate::language::Language;
use crate::project::Project;
use crate::served::Served;
use crate::stand_in;

/// Notes what it is asked, and makes a site of what cargo made.
const STAND_IN: &str = r#"#!/bin/sh
if [ "$1" = --version ]; then echo "trunk 0.21.14"; exit 0; fi
printf '%s\n' "$@" >>arguments.txt
command -v cargo >>cargo.txt
if [ -f broken.txt ]; then
  echo "2026-01-01T00:00:00Z ERROR error from build pipeline" >&2
  echo "error: the stand-in is broken" >&2
  exit 1
fi
while [ "$1" != --dist ]; do shift; done
mkdir -p "$2/images"
cp index.html "$2/index.html"
cp target/wasm32-unknown-unknown/debug/app.wasm "$2/app-0123456789abcdef_bg.wasm"
echo "a picture" >"$2/images/a.svg"
"#;

/// A web app without a framework, and the stand-in.
fn project() -> Project {
    let project = Project::empty("rust", "app");
    let manifest = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    project.write("Cargo.toml", manifest);
    project.write("src/main.rs", "fn main() {}\n");
    let page = "<head><link data-trunk rel=\"rust\"></head><p id=\"says\">the first</p>\n";
    project.write("index.html", page);
    stand_in::write(&project, "trunk", STAND_IN);
    project
}

fn compile(project: &Project) -> Ended {
    project.run(&["compile", "--optimization", "debug", "--message-format", "json"])
}

#[test]
fn trunk_is_asked_for_a_site_which_is_taken_whole() {
    let language =
        Language { bring: "rustup target add wasm32-unknown-unknown", ..crate::rust::RUST };
    if language.project("trunk").is_none() {
        return;
    }
    let project = project();
    let built = compile(&project).success();
    let site = project.path(".wasmrun/debug/site");
    assert_eq!(project.read("arguments.txt"), format!("build\n--dist\n{}\n", site.display()));
    assert!(project.read("cargo.txt").ends_with("/cargo\n"));
    for file in ["index.html", "app-0123456789abcdef_bg.wasm", "images/a.svg"] {
        assert!(site.join(file).is_file(), "{file}: {}", built.stdout);
    }
    // What is wrong with the sources, cargo says before Trunk is asked.
    project.edit("src/main.rs", "{}", "{ nothing }");
    let ended = compile(&project);
    assert_eq!(ended.status, Some(1));
    let diagnostics = ended.diagnostics();
    assert_eq!(diagnostics[0]["span"]["start"]["line"], 1, "{diagnostics:?}");
    assert_eq!(project.read("arguments.txt").matches("build").count(), 1);
    // What else is wrong, Trunk says.
    project.edit("src/main.rs", "{ nothing }", "{}");
    project.write("broken.txt", "");
    let ended = compile(&project);
    assert_eq!(ended.status, Some(1));
    let diagnostics = ended.diagnostics();
    assert_eq!(diagnostics[0]["source"], "trunk", "{diagnostics:?}");
    assert!(diagnostics[0]["rendered"].as_str().is_some_and(|said| said.contains("is broken")));
}

/// The folder of the real Trunk.
#[expect(clippy::disallowed_methods, reason = "a test looks for tools as a shell would")]
fn trunk() -> Result<PathBuf, Missing> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path);
    folders.find(|folder| folder.join("trunk").is_file()).ok_or(Missing {
        what: "Trunk".to_owned(),
        bring: "cargo install --locked trunk".to_owned(),
    })
}

#[test]
fn an_app_that_trunk_builds_is_reloaded() {
    let test = "languages: rust: a web app with Trunk";
    let Some(trunk) = integration::take_if_there(test, trunk()) else { return };
    let language = Language { example: "rust-minesweeper", ..crate::rust::RUST };
    let Some(project) = language.project("a web app with Trunk") else { return };
    let prepare = |command: &mut Command| _ = stand_in::find_first(command, &trunk);
    let Some(served) = Served::start_with(test, &project, prepare) else { return };
    served.open();
    served.wait_until("document.querySelector('#says')?.textContent === '18 mines left'");
    project.edit("src/main.rs", "mines left", "mines are left");
    served.wait_until("document.querySelector('#says')?.textContent === '18 mines are left'");
    project.edit("src/main.rs", "MINES.saturating_sub(flags)", "MINES.saturating_sub(flogs)");
    served.wait_until("document.querySelector('wasmrun-overlay') !== null");
}
