//! What the plugin tells of a build: flags, diagnostics, outputs, the end of a request.

use fs_err as fs;
use wasmrun_plugin_sdk::{
    BuildStatus, CheckParams, ErrorKind, OptimizationLevel, Position, ProgressNote, RunMode,
    Severity, ToolStatus, method,
};

use super::fake::Sdk;
use super::project::TestProject;

#[test]
fn a_build_says_what_it_made_and_how_to_run_it() {
    let (sdk, project) = (Sdk::new(), TestProject::new(&[("main.c", "int a;\n")]));
    let before = project.files();
    let result = sdk.plugin().call::<method::Build>(&project.params()).answer();
    assert_eq!(result.wasm_path(), Some(project.module().as_path()));
    assert_eq!(result.run[0].mode, RunMode::Wasi);
    assert_eq!(result.run[0].entry, project.module());
    let watch = result.watch.unwrap();
    assert_eq!(watch.paths, [project.root()]);
    assert!(watch.ignore.contains(&"/.wasmrun/debug/**".to_owned()), "{:?}", watch.ignore);
    assert_eq!(fs::read(project.module()).unwrap(), b"\0asm\x01\0\0\0");
    assert_eq!(project.files(), before, "nothing is written outside the output folder");
}

#[test]
fn the_host_decides_about_flags() {
    let project = TestProject::new(&[("main.c", "int a;\n"), ("include/x.h", "")]);
    project.write("compile_flags.txt", "-DNAME=\"a b\"\n-lm\n");
    let sdk = Sdk::new();
    let params = project
        .params()
        .with_optimization_level(OptimizationLevel::Size)
        .with_debug(true)
        .with_custom_args(["-DCUSTOM"]);
    sdk.plugin().call::<method::Build>(&params).answer();
    let [compile, link] = sdk.calls().try_into().unwrap();
    for flag in [" -Oz ", " -g ", " -DNAME=\"a b\" ", " -DCUSTOM ", " -I include "] {
        assert!(compile.contains(flag), "{flag} in {compile}");
    }
    assert!(!compile.contains("-lm"), "{compile}");
    assert!(link.contains(" -lm "), "{link}");
}

#[test]
fn a_broken_source_is_a_failed_build_with_diagnostics_and_the_last_module_stays() {
    let project = TestProject::new(&[("main.c", "int a;\n"), ("b.c", "int b;\n")]);
    let sdk = Sdk::new();
    let mut plugin = sdk.plugin();
    plugin.call::<method::Build>(&project.params()).answer();
    project.write("main.c", "int a;\n\n#error this is wrong\n");
    let reply = plugin.call::<method::Build>(&project.params());
    let [error] = reply.diagnostics().try_into().unwrap();
    assert_eq!((error.severity, error.message.as_str()), (Severity::Error, "this is wrong"));
    let span = error.span.unwrap();
    assert_eq!((span.file, span.start), (project.root().join("main.c"), Position::new(3, 2)));
    let result = reply.answer();
    assert_eq!(result.status, BuildStatus::Failed);
    assert!(result.watch.is_some());
    assert!(project.module().exists());
}

#[test]
fn warnings_are_told_as_long_as_they_stay() {
    let project = TestProject::new(&[("main.c", "#warning odd\n")]);
    let sdk = Sdk::new();
    let mut plugin = sdk.plugin();
    for fresh in [false, true] {
        let reply = plugin.call::<method::Build>(&project.params());
        let [warning] = reply.diagnostics().try_into().unwrap();
        assert_eq!(warning.code.as_deref(), Some("-Wfake"));
        assert_eq!(reply.answer().fresh, fresh);
    }
}

#[test]
fn a_missing_function_is_shown_where_it_is_called() {
    let project = TestProject::new(&[("src/main.c", "#undefined lost\nint x = lost();\n")]);
    let reply = Sdk::new().plugin().call::<method::Build>(&project.params());
    let [error] = reply.diagnostics().try_into().unwrap();
    assert_eq!(error.message, "src/main.c: undefined symbol: lost");
    let span = error.span.unwrap();
    assert_eq!(span.file, project.root().join("src/main.c"));
    assert_eq!(span.start, Position::new(1, 12));
    assert_eq!(reply.answer().status, BuildStatus::Failed);
}

#[test]
fn a_cancelled_build_ends_and_the_next_one_works() {
    let project = TestProject::new(&[("main.c", "#hang\n")]);
    let sdk = Sdk::new();
    let mut plugin = sdk.plugin();
    let request = plugin.request::<method::Build>(&project.params());
    plugin.cancel(request);
    let error = plugin.wait::<method::Build>(request).error();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    project.write("main.c", "int a;\n");
    assert!(plugin.call::<method::Build>(&project.params()).answer().is_success());
}

#[test]
fn progress_counts_files() {
    let project = TestProject::new(&[("main.c", "int a;\n"), ("b.cpp", "int b;\n")]);
    let reply = Sdk::new().plugin().call::<method::Build>(&project.params());
    let notes = reply.notes_of::<ProgressNote>();
    let compiling = notes.iter().filter(|note| note.message.starts_with("compiling "));
    assert!(compiling.clone().all(|note| note.total == Some(2)), "{notes:?}");
    assert_eq!(compiling.count(), 2);
}

#[test]
fn clean_removes_what_was_built() {
    let project = TestProject::new(&[("main.c", "int a;\n")]);
    let sdk = Sdk::new();
    let mut plugin = sdk.plugin();
    let before = project.files();
    plugin.call::<method::Build>(&project.params()).answer();
    plugin.call::<method::Clean>(&project.params()).answer();
    assert!(!project.output().exists());
    assert_eq!(project.files(), before);
}

#[test]
fn check_says_which_toolchain_is_taken() {
    let check = Sdk::new().plugin().call::<method::Check>(&CheckParams::new()).answer();
    assert!(check.ok);
    assert_eq!(check.tools[0].status, ToolStatus::Found);
    assert_eq!(check.tools[0].version.as_deref(), Some("wasi-sdk 99.1.0"));
    assert_eq!(check.tools[1].name, "wasi-sdk");
}
