//! What is compiled again, and what is not.

use fs_err as fs;
use wasmrun_plugin_sdk::{BuildResult, BuildStatus, OptimizationLevel, method};

use super::fake::Sdk;
use super::project::TestProject;

/// Fifty sources, of which every fifth uses a header.
fn fifty() -> TestProject {
    let project = TestProject::new(&[("src/shared.h", "int shared;\n")]);
    for number in 0..50 {
        let include = if number % 5 == 0 { "#include \"shared.h\"\n" } else { "" };
        project.write(&format!("src/file{number:02}.c"), &format!("{include}int a{number};\n"));
    }
    project
}

fn build(
    plugin: &mut wasmrun_plugin_sdk::testing::PluginTest,
    project: &TestProject,
) -> BuildResult {
    plugin.call::<method::Build>(&project.params()).answer()
}

#[test]
fn only_what_changed_is_compiled() {
    let (sdk, project) = (Sdk::new(), fifty());
    let mut plugin = sdk.plugin();
    let first = build(&mut plugin, &project);
    assert_eq!((first.status, first.fresh), (BuildStatus::Succeeded, false));
    assert_eq!(sdk.compiled().len(), 50);

    assert!(build(&mut plugin, &project).fresh);
    assert_eq!(sdk.calls(), [] as [String; 0]);

    project.write("src/file17.c", "int changed;\n");
    assert!(!build(&mut plugin, &project).fresh);
    assert_eq!(sdk.compiled(), ["file17.c"]);

    project.write("src/shared.h", "long shared;\n");
    build(&mut plugin, &project);
    let users: Vec<String> =
        (0..50).step_by(5).map(|number| format!("file{number:02}.c")).collect();
    assert_eq!(sdk.compiled(), users);

    assert!(build(&mut plugin, &project).fresh);
}

#[test]
fn a_new_process_knows_what_the_last_one_built() {
    let (sdk, project) = (Sdk::new(), fifty());
    build(&mut sdk.plugin(), &project);
    sdk.calls();
    assert!(build(&mut sdk.plugin(), &project).fresh);
    assert_eq!(sdk.calls(), [] as [String; 0]);
}

#[test]
fn other_flags_compile_everything_again() {
    let (sdk, project) = (Sdk::new(), TestProject::new(&[("main.c", "int a;\n")]));
    let mut plugin = sdk.plugin();
    build(&mut plugin, &project);
    let release = project.params().with_optimization_level(OptimizationLevel::Release);
    assert!(!plugin.call::<method::Build>(&release).answer().fresh);
    project.write("compile_flags.txt", "-DX=1\n");
    assert!(!plugin.call::<method::Build>(&release).answer().fresh);
    assert!(plugin.call::<method::Build>(&release).answer().fresh);
}

#[test]
fn a_lost_module_is_linked_again() {
    let (sdk, project) = (Sdk::new(), TestProject::new(&[("main.c", "int a;\n")]));
    let mut plugin = sdk.plugin();
    build(&mut plugin, &project);
    fs::remove_file(project.module()).unwrap();
    sdk.calls();
    build(&mut plugin, &project);
    let calls = sdk.calls();
    assert!(matches!(calls.as_slice(), [link] if link.starts_with("link ")), "{calls:?}");
    assert!(project.module().exists());
}

#[test]
fn a_source_that_is_gone_is_no_longer_linked() {
    let project = TestProject::new(&[("main.c", "int a;\n"), ("b.c", "int b;\n")]);
    let sdk = Sdk::new();
    let mut plugin = sdk.plugin();
    build(&mut plugin, &project);
    fs::remove_file(project.root().join("b.c")).unwrap();
    sdk.calls();
    assert!(!build(&mut plugin, &project).fresh);
    let calls = sdk.calls();
    assert_eq!(calls.len(), 1);
    assert!(calls[0].contains("main.c.o") && !calls[0].contains("b.c.o"), "{calls:?}");
}

#[test]
fn a_copied_project_is_judged_by_its_own_sources() {
    let (sdk, project) = (Sdk::new(), TestProject::new(&[("main.c", "int a;\n")]));
    build(&mut sdk.plugin(), &project);
    let copy = project.copy();
    sdk.calls();
    let mut plugin = sdk.plugin();
    build(&mut plugin, &copy);
    assert_eq!(sdk.compiled(), ["main.c"]);
    copy.write("main.c", "int changed;\n");
    assert!(!build(&mut plugin, &copy).fresh);
    assert_eq!(sdk.compiled(), ["main.c"]);
    assert!(build(&mut plugin, &copy).fresh);
}
