//! Web apps in Rust with leptos and dioxus: changes reach the open page, and so do mistakes. Compiling the frameworks takes
//! minutes, so these run where they are asked for: `tests/run frameworks`. `webapp` has yew, each time.

use integration::Missing;

use crate::language::Language;
use crate::project::Project;
use crate::served::Served;

const LEPTOS: &str = "use leptos::prelude::*;

fn main() {
    leptos::mount::mount_to_body(|| view! { <p id=\"says\">\"the first\"</p> })
}
";

const DIOXUS: &str = "use dioxus::prelude::*;

fn main() {
    dioxus::launch(|| rsx! { p { id: \"says\", \"the first\" } })
}
";

/// Serves an app that depends on a framework, and changes it while it is open.
fn check(name: &'static str, dependency: &str, source: &str, page: Option<&str>) {
    let test = format!("languages: rust: {name}");
    if integration::take_if_there(&test, asked_for()).is_none() {
        return;
    }
    let language =
        Language { bring: "rustup target add wasm32-unknown-unknown", ..crate::rust::RUST };
    if language.project(name).is_none() {
        return;
    }
    let project = Project::empty("rust", name);
    let manifest = format!(
        "[package]\nname = \"{name}-app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n"
    );
    project.write("Cargo.toml", &manifest);
    project.write("src/main.rs", source);
    if let Some(page) = page {
        project.write("index.html", page);
    }
    let Some(served) = Served::start(&test, &project) else { return };
    served.open();
    let says = |text: &str| format!("document.querySelector('#says')?.textContent === '{text}'");
    let overlay = "document.querySelector('wasmrun-overlay')";
    served.wait_until(&says("the first"));
    project.edit("src/main.rs", "the first", "the second");
    served.wait_until(&says("the second"));
    project.edit("src/main.rs", "fn main() {", "fn main() { nothing();");
    served.wait_until(&format!("{overlay} !== null"));
    project.edit("src/main.rs", "fn main() { nothing();", "fn main() {");
    project.edit("src/main.rs", "the second", "the third");
    served.wait_until(&says("the third"));
    served.wait_until(&format!("{overlay} === null"));
}

#[expect(clippy::disallowed_methods, reason = "the one variable that the test command sets")]
fn asked_for() -> Result<(), Missing> {
    let missing = || Missing {
        what: "time to compile the framework".to_owned(),
        bring: "tests/run frameworks".to_owned(),
    };
    std::env::var_os("WASMRUN_TESTS_FRAMEWORKS").map(drop).ok_or_else(missing)
}

#[test]
fn leptos() {
    let page =
        "<!DOCTYPE html>\n<html><head><link data-trunk rel=\"rust\"></head><body></body></html>\n";
    let dependency = "leptos = { version = \"0.8\", features = [\"csr\"] }";
    check("leptos", dependency, LEPTOS, Some(page));
}

#[test]
fn dioxus() {
    check("dioxus", "dioxus = { version = \"0.7\", features = [\"web\"] }", DIOXUS, None);
}
