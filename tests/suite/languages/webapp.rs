//! A web app in Rust, without Trunk: `setup` brings wasm-bindgen, or says why it cannot, changes reach the open page, and it lies
//! below any path of a static host.

use integration::Ended;

use crate::language::Language;
use crate::project::Project;
use crate::served::Served;
use crate::static_host;

#[test]
fn a_change_reaches_the_open_page() {
    let language =
        Language { example: "rust-minesweeper", bring: "rustup target add", ..crate::rust::RUST };
    let Some(project) = language.project("a web app") else { return };
    // One that is too old is left alone, and nobody looks for another.
    #[cfg(unix)]
    crate::stand_in::write(&project, "trunk", "#!/bin/sh\necho trunk 0.1.0\n");
    let Some(served) = Served::start("languages: rust: a web app", &project) else { return };
    served.open();
    served.wait_until("document.querySelector('#says')?.textContent === '18 mines left'");
    served.wait_until("document.querySelectorAll('#field .closed').length === 120");
    served.tab.evaluate("document.querySelector('#field button').click()", false).expect("a click");
    served.wait_until("document.querySelectorAll('#field .open').length > 1");
    project.edit("src/main.rs", "mines left", "mines are left");
    served.wait_until("document.querySelector('#says')?.textContent === '18 mines are left'");
    project.edit("src/main.rs", "MINES.saturating_sub(flags)", "MINES.saturating_sub(flogs)");
    served.wait_until("document.querySelector('wasmrun-overlay') !== null");
    let mended = project.read("src/main.rs").replace("saturating_sub(flogs)", "min(99)");
    project.write("src/main.rs", &mended.replace("mines are left", "mines in all"));
    served.wait_until("document.querySelector('#says')?.textContent === '18 mines in all'");
    served.wait_until("document.querySelector('wasmrun-overlay') === null");
    let site = static_host::build_at(&project, "debug");
    static_host::check("languages: rust: a static host", &site, ">18 mines in all<");
}

#[test]
fn setup_that_reaches_no_registry_says_so() {
    let language = Language { bring: "rustup target add", ..crate::rust::RUST };
    if language.project("a setup without a network").is_none() {
        return;
    }
    let project = Project::empty("rust", "page");
    let manifest = |name: &str, version: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n")
    };
    // Nobody has this version: what brings it asks the registry.
    let depends = "\n[dependencies]\nwasm-bindgen = { path = \"bindgen\" }\n";
    project.write("Cargo.toml", &(manifest("page", "0.1.0") + depends));
    project.write("src/main.rs", "fn main() {}\n");
    project.write("index.html", "<!doctype html><title>A page</title>\n");
    project.write("bindgen/Cargo.toml", &manifest("wasm-bindgen", "0.2.999"));
    project.write("bindgen/src/lib.rs", "");
    let dead = "[source.crates-io]\nreplace-with = \"dead\"\n
        [source.dead]\nregistry = \"sparse+http://127.0.0.1:1/\"\n\n[net]\nretry = 0\n";
    project.write("home/.cargo/config.toml", dead);
    let mut compile = project.command(&["compile", "--optimization", "debug"]);
    let ended = Ended::of(compile.env("WASMRUN_HOME", project.path("home")));
    assert_eq!(ended.status, Some(125), "{}", ended.stderr);
    let says = "the registry that has wasm-bindgen 0.2.999 cannot be reached";
    assert!(ended.stderr.contains(says), "{}", ended.stderr);
    assert!(ended.stderr.contains("hint: check the network"), "{}", ended.stderr);
    // And nothing half-made is left.
    let left = fs_err::read_dir(project.path("home/plugins/rust")).expect("the plugin's folder");
    let left: Vec<_> = left.map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left, [".lock"]);
}
