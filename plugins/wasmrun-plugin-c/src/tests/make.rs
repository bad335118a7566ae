//! Projects with a Makefile.

use fs_err as fs;
use serde_json::json;
use wasmrun_plugin_sdk::{BuildStatus, ErrorKind, OptimizationLevel, Position, Settings, method};

use super::fake::Sdk;
use super::project::TestProject;

const MAKEFILE: &str = "\
program: main.o lib/part.o
\t$(CC) $^ -o $@
%.o: %.c
\t$(CC) $(CFLAGS) -MF $@.d -c $< -o $@
";

fn project() -> TestProject {
    TestProject::new(&[
        ("Makefile", MAKEFILE),
        ("main.c", "int a;\n"),
        ("lib/part.c", "int b;\n"),
        ("main.o", "an object for another system, newer than its source"),
    ])
}

#[test]
fn make_runs_in_a_copy_and_builds_what_changed() {
    let (sdk, project) = (Sdk::new(), project());
    let before = project.files();
    let mut plugin = sdk.plugin();
    let result = plugin.call::<method::Build>(&project.params()).answer();
    assert_eq!(result.wasm_path(), Some(project.module().as_path()));
    assert_eq!(sdk.compiled(), ["main.c", "part.c"]);
    assert_eq!(project.files(), before, "nothing is written into the project");
    assert!(result.watch.unwrap().include.is_empty());

    assert!(plugin.call::<method::Build>(&project.params()).answer().fresh);
    assert_eq!(sdk.compiled(), [] as [String; 0]);
    fs::write(project.root().join("lib/part.c"), "int changed;\n").unwrap();
    plugin.call::<method::Build>(&project.params()).answer();
    assert_eq!(sdk.compiled(), ["part.c"]);

    plugin.call::<method::Clean>(&project.params()).answer();
    assert!(!project.output().exists());
}

#[test]
fn errors_are_shown_in_the_project_not_in_the_copy() {
    let (sdk, project) = (Sdk::new(), project());
    project.write("lib/part.c", "\n#error broken\n");
    let reply = sdk.plugin().call::<method::Build>(&project.params());
    let [error] = reply.diagnostics().try_into().unwrap();
    let span = error.span.unwrap();
    assert_eq!((span.file, span.start), (project.root().join("lib/part.c"), Position::new(2, 2)));
    assert_eq!(reply.answer().status, BuildStatus::Failed);
}

#[test]
fn a_makefile_at_fault_is_a_failed_build() {
    let (sdk, project) = (Sdk::new(), project());
    project.write("Makefile", "program: missing.c\n");
    let reply = sdk.plugin().call::<method::Build>(&project.params());
    let [error] = reply.diagnostics().try_into().unwrap();
    assert!(error.rendered.unwrap().contains("missing.c"));
    assert_eq!(reply.answer().status, BuildStatus::Failed);
}

#[test]
fn what_a_recipe_says_is_shown_when_it_fails() {
    let (sdk, project) = (Sdk::new(), project());
    project.write("Makefile", "program:\n\t@echo sorry, no generator; exit 3\n");
    let reply = sdk.plugin().call::<method::Build>(&project.params());
    let [error] = reply.diagnostics().try_into().unwrap();
    assert!(error.rendered.unwrap().contains("sorry, no generator\n"));
    assert!(reply.output().contains("sorry, no generator\n"));
}

#[test]
fn of_several_programs_the_setting_names_one() {
    let (sdk, project) = (Sdk::new(), project());
    project.write(
        "Makefile",
        &format!("all: program other\n{MAKEFILE}other: main.o\n\t$(CC) $^ -o $@\n"),
    );
    let mut plugin = sdk.plugin();
    let error = plugin.call::<method::Build>(&project.params()).error();
    assert_eq!(error.kind(), ErrorKind::ProjectInvalid);
    assert!(error.message.ends_with("other, program"), "{}", error.message);
    let settings = Settings::from_iter([("program".to_owned(), json!("program"))]);
    let params = project.params().with_settings(settings);
    assert!(plugin.call::<method::Build>(&params).answer().is_success());
}

#[test]
fn other_flags_and_another_place_make_everything_again() {
    let (sdk, project) = (Sdk::new(), project());
    let mut plugin = sdk.plugin();
    plugin.call::<method::Build>(&project.params()).answer();
    sdk.calls();
    let release = project.params().with_optimization_level(OptimizationLevel::Release);
    plugin.call::<method::Build>(&release).answer();
    assert_eq!(sdk.compiled(), ["main.c", "part.c"]);
    let copy = project.copy();
    let copied = copy.params().with_optimization_level(OptimizationLevel::Release);
    plugin.call::<method::Build>(&copied).answer();
    assert_eq!(sdk.compiled(), ["main.c", "part.c"]);
}
