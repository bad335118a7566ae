//! Web apps as `compile --format web` leaves them: with nothing of the dev server, and ready for any static host, also
//! below a path.

use std::path::{Path, PathBuf};

use crate::pages::{chromium, serve, show};
use crate::project::Project;

/// Builds the site twice, as one does, and gives its folder.
fn build(project: &Project) -> PathBuf {
    build_at(project, "release")
}

/// The same at a level of optimization.
pub(crate) fn build_at(project: &Project, level: &str) -> PathBuf {
    let compile = ["compile", "--format", "web", "--optimization", level];
    project.run(&compile).success();
    let again = project.run(&compile).success();
    PathBuf::from(again.stdout.trim_end())
}

/// The names of all that is in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs_err::read_dir(folder).expect("the site").map(|entry| entry.expect("an entry"));
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

/// Looks for anything of ours in the site, and for `expected` in what a browser makes of it below a path.
#[track_caller]
pub(crate) fn check(test: &str, site: &Path, expected: &str) {
    for name in names(site).iter().filter(|name| site.join(name).is_file()) {
        let content = fs_err::read(site.join(name)).expect("a file");
        let text = String::from_utf8_lossy(&content);
        assert!(!text.contains("__wasmrun"), "{name} has something of the dev server");
    }
    let Some(chromium) = integration::require(test, chromium()) else { return };
    let address = serve(site.parent().expect("a folder above").to_owned());
    let page = show(&chromium, &format!("{address}web/index.html"));
    assert!(page.contains(expected), "`{expected}` is not in the page:\n{page}");
}

#[test]
fn an_app_in_go_is_ready_for_a_static_host() {
    let test = "languages: go: a static host";
    let Some(_) = crate::go::GO.project("a static host") else { return };
    let project = Project::empty("go", "page");
    project.run(&["init", "--template", "page"]).success();
    project.write("style.css", "h1 { color: green; }");
    let site = build(&project);
    assert_eq!(names(&site), ["index.html", "page.wasm", "style.css", "wasm_exec.js"]);
    check(test, &site, "Hello from page!");
}

#[test]
fn a_new_page_in_assemblyscript_is_one_whatever_its_folder_is_called() {
    let test = "languages: assemblyscript: a new page";
    let Some(_) = crate::assemblyscript::ASSEMBLYSCRIPT.project("a new page") else { return };
    let project = Project::empty("assemblyscript", "elsewhere");
    project.run(&["init", "--template", "page", "--name", "greeter"]).success();
    check(test, &build_at(&project, "debug"), "<h1>Hello, reader, from greeter!</h1>");
    // What AssemblyScript's own tool begins with: a page that asks for the module of one target, with a style beside it.
    let targets = r#"{ "debug": { "outFile": "build/debug.wasm" }, "release": { "outFile": "./build/release.wasm" } }"#;
    let options = r#"{ "bindings": "esm" }"#;
    project
        .write("asconfig.json", &format!("{{ \"targets\": {targets}, \"options\": {options} }}"));
    project.edit("index.html", "./build/page.js", "./build/release.js");
    project.write("style.css", "h1 { color: green; }");
    let site = build_at(&project, "debug");
    assert!(site.join("style.css").is_file(), "{:?}", names(&site));
    check(test, &site, "<h1>Hello, reader, from greeter!</h1>");
}

#[test]
fn an_app_in_assemblyscript_is_ready_for_a_static_host() {
    let test = "languages: assemblyscript: a static host";
    let Some(project) = crate::assemblyscript::ASSEMBLYSCRIPT.project("a static host") else {
        return;
    };
    let site = build(&project);
    assert!(names(&site).contains(&"index.html".to_owned()), "{:?}", names(&site));
    check(test, &site, "<canvas width=\"72\" height=\"40\">");

    // One that goes where the user says, beside what the user has there.
    project.write("dist/CNAME", "example.com");
    let dist = project.path("dist");
    let output = dist.to_str().expect("a path in UTF-8");
    let printed = project.run(&["compile", "--format", "web", "--output", output]).success().stdout;
    assert_eq!(printed.trim_end(), output);
    let mut expected = names(&site);
    expected.insert(0, "CNAME".to_owned());
    assert_eq!(names(&dist), expected);
}
