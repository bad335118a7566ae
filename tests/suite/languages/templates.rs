//! What `init` writes runs.

use crate::project::Project;
use crate::toolchain::look_for;

/// Writes a project from a template and runs it.
#[track_caller]
fn check(plugin: &'static str, template: &str, expected: &str) {
    let project = Project::empty(plugin, "new-one");
    let ended = project.run(&["init", "--template", template]);
    ended.success();
    let test = format!("languages: {plugin}: template {template}");
    if integration::require(&test, look_for(&project, "tests/run languages")).is_none() {
        return;
    }
    assert_eq!(project.run(&["exec"]).success().stdout, expected);
}

#[test]
fn c() {
    check("c", "terminal", "Hello from new-one!\n");
}

#[test]
fn cpp() {
    check("c", "cpp", "Hello from new-one!\n");
}

#[test]
fn rust() {
    check("rust", "terminal", "Hello from new-one!\n");
}

#[test]
fn go() {
    check("go", "terminal", "Hello from new-one!\n");
}

#[test]
fn assemblyscript() {
    check("assemblyscript", "terminal", "Hello from new-one!\n");
}

#[test]
fn python_scripts() {
    check("python", "script", "Hello from new-one!\n");
}

#[test]
fn python_packages() {
    check("python", "package", "Hello, new-one!\n");
}
