//! What the plugin says when it cannot work.

use serde_json::json;
use wasmrun_plugin_sdk::testing::PluginTest;
use wasmrun_plugin_sdk::{
    CheckParams, DetectResult, ErrorKind, ProgressNote, ProjectParams, Settings, SetupParams,
    method,
};

use super::fake::Sdk;
use super::project::TestProject;
use crate::environment::Environment;
use crate::plugin::CPlugin;

/// Settings under which no toolchain is found: the test's own data folder is empty.
fn only_set_up() -> Settings {
    Settings::from_iter([("toolchain".to_owned(), json!("setup-zig"))])
}

#[test]
fn a_missing_toolchain_is_an_error_that_says_what_brings_one() {
    let project = TestProject::new(&[("main.c", "int a;\n")]);
    let mut plugin = PluginTest::start(CPlugin::new(Environment::default()));
    let params = project.params().with_settings(only_set_up());
    let error = plugin.call::<method::Build>(&params).error();
    assert_eq!(error.kind(), ErrorKind::ToolchainMissing);
    assert!(error.hints()[0].contains("WASI_SDK_PATH"), "{:?}", error.hints());
    assert!(error.tools()[0].required);

    let check = plugin.call::<method::Check>(&CheckParams::new().with_settings(only_set_up()));
    assert!(!check.answer().ok);
}

#[test]
fn nothing_is_brought_where_nothing_is_missing() {
    let reply = Sdk::new().plugin().call::<method::Setup>(&SetupParams::new());
    assert_eq!(reply.notes_of::<ProgressNote>(), []);
    assert!(reply.answer().ok);
}

#[test]
fn an_sdk_that_is_not_there_is_broken_not_ignored() {
    let environment = Environment { wasi_sdk: Some("/does/not/exist".into()) };
    let mut plugin = PluginTest::start(CPlugin::new(environment));
    let settings = Settings::from_iter([("toolchain".to_owned(), json!("wasi-sdk"))]);
    let check = plugin.call::<method::Check>(&CheckParams::new().with_settings(settings)).answer();
    assert!(!check.ok);
    let help = check.tools[1].help.as_deref().unwrap();
    assert!(help.contains("`/does/not/exist`"), "{help}");
}

#[test]
fn other_folders_are_no_projects() {
    let mut plugin = Sdk::new().plugin();
    let empty = plugin.directory().to_owned();
    let detect = plugin.call::<method::Detect>(&ProjectParams::new(&empty)).answer();
    assert_eq!(detect, DetectResult::no_match());
    let params = wasmrun_plugin_sdk::BuildParams::new(&empty, empty.join("out"));
    let error = plugin.call::<method::Build>(&params).error();
    assert_eq!(error.kind(), ErrorKind::ProjectInvalid);
}

#[test]
fn a_setting_that_means_nothing_is_an_error() {
    let project = TestProject::new(&[("main.c", "int a;\n")]);
    let settings = Settings::from_iter([("colour".to_owned(), json!("blue"))]);
    let asked = ProjectParams::new(project.root()).with_settings(settings.clone());
    let mut plugin = Sdk::new().plugin();
    assert!(plugin.call::<method::Detect>(&asked).answer().matches, "whose settings it is");
    let params = project.params().with_settings(settings);
    let error = plugin.call::<method::Build>(&params).error();
    assert_eq!(error.kind(), ErrorKind::ProjectInvalid);
    assert_eq!(error.message, "`[plugins.c]` has no setting `colour`");
}
