//! `initialize`, `detect`, `check` and `setup`.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::result::{complain, is_broken, missing_tool};
use crate::say::{Next, answer, note, path, refuse, refuse_versions, say};
use crate::session::Plugin;

impl Plugin {
    pub(crate) fn initialize(&self, id: &Value, params: &Value) -> Next {
        let offered = params["protocol_versions"].to_string();
        if !offered.contains("\"1.") && self.way != "any-version" {
            return refuse_versions(id, "1.0.0");
        }
        if self.way == "exact-version" && offered != "[\"1.0.0\"]" {
            return refuse_versions(id, "1.0.0");
        }
        let version = match self.way.as_str() {
            "hang-at-hello" => return Next::Continue,
            "garbage-at-hello" => return say("{\"jsonrpc\": oh dear"),
            "refuse-versions" => return refuse_versions(id, "99.0.0"),
            "foreign-version" => "99.0.0",
            "banner" => {
                say("Welcome to the misbehaving plugin!");
                "1.0.0"
            }
            _ => "1.0.0",
        };
        let info = json!({
            "name": if self.way == "wrong-name" { "somebody-else" } else { &self.name },
            "version": "0.1.0",
            "description": "misbehaves on demand",
            "entry_files": ["misbehave.txt"],
        });
        let capabilities = json!({
            "compile_wasm": true, "live_reload": self.way != "no-reload", "cancel": self.way != "cannot-cancel",
            "persistent": self.way != "not-persistent", "supported_languages": ["misbehaviour"],
            "compile_webapp": self.way == "pages", "inputs": self.way == "inputs",
            "validate": self.way == "validates", "create": self.way.starts_with("creates-"),
            "custom_targets": if self.way == "targets" { vec!["wasm32-tests"] } else { vec![] },
            "setup": self.way.starts_with("setup"), "clean": self.way == "claims-too-much",
        });
        let mut result =
            json!({"protocol_version": version, "info": info, "capabilities": capabilities});
        if self.way == "from-the-future" {
            result["capabilities"]["telepathy"] = json!(true);
            result["new_field"] = json!({"any": ["thing"]});
        }
        answer(id, &result)
    }

    pub(crate) fn detect(&self, id: &Value, params: &Value) -> Next {
        match self.way.as_str() {
            "hang-at-detect" => return Next::Continue,
            "refuse-detect" => {
                let message = "`[plugins.refuse-detect]`: `program` is no number";
                return refuse(id, -32000, "project_invalid", message);
            }
            "crash-at-detect" => return Next::Exit(ExitCode::from(101)),
            _ => {}
        }
        let entry = path(&params["project_path"]).join("misbehave.txt");
        let matches = entry.is_file() || self.way == "takes-every-folder";
        answer(id, &json!({"matches": matches, "confidence": 60, "entry_file": entry}))
    }

    pub(crate) fn check(&self, id: &Value) -> Next {
        if self.way == "refuse-check" {
            return refuse(id, -32000, "toolchain_missing", "`nowhere` was not found");
        }
        if self.way == "from-the-future" {
            let tool = json!({"name": "crystal ball", "status": "cloudy", "price": 7});
            return answer(id, &json!({"ok": true, "tools": [tool], "mood": "fine"}));
        }
        if self.way != "toolchain-missing" {
            return answer(id, &json!({"ok": true, "tools": []}));
        }
        answer(id, &json!({"ok": false, "tools": [missing_tool(false)]}))
    }

    /// Brings the tool: a file in the project that holds what was asked.
    pub(crate) fn set_up(&self, id: &Value, params: &Value) -> Next {
        match self.way.as_str() {
            "setup-fails" => refuse(id, -32000, "network", "nowhere could not be reached"),
            "setup-in-vain" => answer(id, &json!({"ok": false, "tools": [missing_tool(true)]})),
            _ => {
                note(id, "progress", &json!({"message": "bringing `nowhere`"}));
                let tool = tool(params);
                match fs_err::write(tool, params.to_string()) {
                    Ok(()) => answer(id, &json!({"ok": true, "tools": []})),
                    Err(error) => refuse(id, -32000, "io", &error.to_string()),
                }
            }
        }
    }
}

/// The tool that `setup` brings.
pub(crate) fn tool(params: &Value) -> PathBuf {
    path(&params["project_path"]).join("tool.json")
}

/// Says what to watch before a build.
pub(crate) fn inputs(id: &Value, params: &Value) -> Next {
    let watch = json!({"paths": [params["project_path"]], "include": ["misbehave.txt"]});
    answer(id, &watch)
}

/// Finds fault with a broken project, without building it.
pub(crate) fn validate(id: &Value, params: &Value) -> Next {
    let valid = !is_broken(params);
    if !valid {
        complain(id, params);
    }
    answer(id, &json!({"valid": valid}))
}
