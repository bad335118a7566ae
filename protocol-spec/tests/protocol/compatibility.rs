//! A peer of a later minor version is understood as far as this one goes.

use serde_json::{from_value, json};
use wasmrun_protocol::{
    ArtifactKind, BuildResult, BuildStatus, Capabilities, DetectResult, InitializeParams, Limits,
    Position, RunMode, Tool, ToolStatus, limits,
};

#[test]
fn unknown_values_and_fields_are_read() {
    let result: BuildResult = from_value(json!({
        "status": "succeeded", "mood": "fine",
        "artifacts": [{"kind": "hologram", "path": "/h", "depth": 3}],
        "run": [{"name": "default", "mode": "dream", "entry": "/h", "sheep": [1, 2]}],
    }))
    .unwrap();
    assert_eq!(result.status, BuildStatus::Succeeded);
    assert_eq!(result.artifacts[0].kind, ArtifactKind::Unknown);
    assert_eq!(result.run[0].mode, RunMode::Unknown);
}

#[test]
fn what_is_left_out_has_its_default() {
    let tool: Tool = from_value(json!({"name": "cc", "status": "found"})).unwrap();
    assert_eq!(tool, Tool::new("cc", ToolStatus::Found).with_required(false));
    let detected: DetectResult = from_value(json!({"matches": false})).unwrap();
    assert_eq!(detected, DetectResult::no_match());
    assert_eq!(from_value::<Capabilities>(json!({})).unwrap(), Capabilities::default());
    assert_eq!(from_value::<Position>(json!({"line": 3})).unwrap(), Position::new(3, 1));
    let params: InitializeParams = from_value(json!({
        "protocol_versions": ["1.0.0"], "host": {"name": "h", "version": "1"},
        "dirs": {"data": "/d", "cache": "/c"},
    }))
    .unwrap();
    assert_eq!(params.limits, Limits::default());
    assert_eq!(params.limits.max_message_bytes, limits::MAX_MESSAGE_BYTES);
}

#[test]
fn roles_of_artifacts_are_told_apart() {
    let result: BuildResult = from_value(json!({
        "status": "succeeded", "bindings": "wasm_bindgen",
        "artifacts": [
            {"kind": "wasm", "path": "/old.wasm"},
            {"kind": "wasm", "path": "/app.wasm", "primary": true},
            {"kind": "js_glue", "path": "/app.js", "primary": true},
            {"kind": "css", "path": "/app.css", "primary": true},
        ],
    }))
    .unwrap();
    assert_eq!(result.wasm_path().unwrap(), "/app.wasm");
    assert_eq!(result.js_path().unwrap(), "/app.js");
    assert!(result.is_wasm_bindgen());
    let rest: Vec<_> = result.additional_files().map(|artifact| artifact.path.clone()).collect();
    assert_eq!(rest, ["/old.wasm", "/app.css"].map(std::path::PathBuf::from));
}
