//! Results that are as they should be.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::say::{Next, answer, note, path, send};

pub(crate) fn success(module: &Path, params: &Value) -> Value {
    json!({
        "status": "succeeded",
        "artifacts": [{"kind": "wasm", "path": module, "primary": true}],
        "run": [{"name": "default", "mode": "wasi", "entry": module}],
        "watch": {"paths": [params["project_path"]], "include": ["misbehave.txt"]},
    })
}

pub(crate) fn succeed(id: &Value, module: &Path, params: &Value) -> Next {
    answer(id, &success(module, params))
}

/// Whether the project's file begins with what no language has.
pub(crate) fn is_broken(params: &Value) -> bool {
    fs_err::read(file(params)).is_ok_and(|text| text.starts_with(b"\x01"))
}

pub(crate) fn fail(id: &Value, params: &Value) -> Next {
    complain(id, params);
    note(id, "output", &json!({"stream": "stderr", "text": "it did not build"}));
    let watch = json!({"paths": [params["project_path"]]});
    answer(id, &json!({"status": "failed", "watch": watch}))
}

/// Says what is wrong with the project.
pub(crate) fn complain(id: &Value, params: &Value) {
    let diagnostic = json!({
        "severity": "error", "message": "this does not build", "source": "misbehaving",
        "span": {"file": file(params), "start": {"line": 1, "column": 1}},
    });
    note(id, "diagnostic", &json!({"diagnostic": diagnostic}));
}

pub(crate) fn file(params: &Value) -> PathBuf {
    path(&params["project_path"]).join("misbehave.txt")
}

pub(crate) fn missing_tool(setup: bool) -> Value {
    json!({
        "name": "nowhere", "required": true, "status": "missing", "help": "it is nowhere",
        "setup": setup,
    })
}

pub(crate) fn refuse_without_tool(id: &Value, setup: bool) -> Next {
    let data = json!({
        "kind": "toolchain_missing", "hints": ["apt install nowhere"],
        "tools": [missing_tool(setup)],
    });
    let error = json!({"code": -32000, "message": "`nowhere` was not found", "data": data});
    send(&json!({"jsonrpc": "2.0", "id": id, "error": error}))
}
