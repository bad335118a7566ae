//! `build`, in all ways but those that are about lines.

use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use serde_json::{Value, json};

use crate::leftover::{leave_grandchild, sleep_for_ever};
use crate::methods::tool;
use crate::result::{fail, file, is_broken, refuse_without_tool, succeed, success};
use crate::say::{Next, answer, eprint, note, path, refuse};
use crate::session::Plugin;
use crate::wire::flood;

/// A module with an empty `_start`.
const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\
    \x07\x0a\x01\x06_start\0\0\x0a\x04\x01\x02\0\x0b";

impl Plugin {
    pub(crate) fn build(&self, id: &Value, params: &Value) -> Next {
        let output_dir = path(&params["output_dir"]);
        let module = output_dir.join("out.wasm");
        if self.way == "fresh" {
            return build_once(id, &module, params);
        }
        if let Err(error) = write_module(&output_dir, &module) {
            return refuse(id, -32000, "io", &error.to_string());
        }
        if let Some(next) = self.break_the_wire(id) {
            return next;
        }
        if is_broken(params) && self.way != "builds-anything" {
            return fail(id, params);
        }
        match self.way.as_str() {
            "writes-elsewhere" => {
                let _ = fs_err::write(path(&params["project_path"]).join("left-behind"), "");
                succeed(id, &module, params)
            }
            "invalid-module" => {
                let _ = fs_err::write(&module, "no module");
                succeed(id, &module, params)
            }
            "watches-nothing" => {
                let mut result = success(&module, params);
                result["watch"]["include"] = json!(["*.other"]);
                answer(id, &result)
            }
            "late-note" => {
                succeed(id, &module, params);
                note(id, "progress", &json!({"message": "still at it"}))
            }
            "never-answer" | "ignore-everything" => Next::Continue,
            "ignore-cancel" => self.wait(id, Cancel::Ignore, &output_dir),
            "slow-build" | "ignore-eof" | "cannot-cancel" => {
                self.wait(id, Cancel::Obey, &output_dir)
            }
            "crash" => {
                note(id, "progress", &json!({"message": "about to crash"}));
                eprint("thread 'main' panicked: something inside gave way\n");
                Next::Exit(ExitCode::from(101))
            }
            "exit-without-answer" => Next::Exit(ExitCode::SUCCESS),
            "leave-grandchild" => {
                leave_grandchild(&output_dir);
                succeed(id, &module, params)
            }
            "flood-notes" | "flood-diagnostics" | "flood-stderr" => {
                flood(id, &self.way);
                succeed(id, &module, params)
            }
            "failed-build" => fail(id, params),
            "two-answers" => {
                succeed(id, &module, params);
                succeed(id, &module, params)
            }
            "toolchain-missing" => refuse_without_tool(id, false),
            "setup" | "setup-fails" | "setup-in-vain" if !tool(params).exists() => {
                refuse_without_tool(id, true)
            }
            "artifact-outside" => succeed(id, Path::new("/etc/passwd"), params),
            "artifact-link" => {
                let link = output_dir.join("link.txt");
                let _ = fs_err::os::unix::fs::symlink("/etc/passwd", &link);
                succeed(id, &link, params)
            }
            "inputs" => {
                let mut result = success(&module, params);
                result.as_object_mut().map(|fields| fields.remove("watch"));
                answer(id, &result)
            }
            "artifact-missing" => succeed(id, &output_dir.join("not-there.wasm"), params),
            "preopen-outside" => {
                let mut result = success(&module, params);
                result["run"][0]["preopens"] = json!([{"host": "/etc", "guest": "/etc"}]);
                answer(id, &result)
            }
            "from-the-future" => build_of_the_future(id, &module, params),
            _ => succeed(id, &module, params),
        }
    }

    /// Waits until the build is cancelled or the input ends; notes for the test that it was.
    fn wait(&self, id: &Value, cancel: Cancel, output_dir: &Path) -> Next {
        note(id, "progress", &json!({"message": "building slowly", "current": 3, "total": 12}));
        loop {
            match self.requests.recv_timeout(Duration::from_secs(1)) {
                Ok(message) if message["params"]["request"] == *id => {
                    let _ = fs_err::write(output_dir.join("cancelled"), "");
                    if cancel == Cancel::Obey {
                        return refuse(id, -32800, "cancelled", "request cancelled");
                    }
                }
                Err(RecvTimeoutError::Disconnected) if self.ignores_everything() => {
                    sleep_for_ever()
                }
                Err(RecvTimeoutError::Disconnected) => return Next::Exit(ExitCode::SUCCESS),
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Cancel {
    Obey,
    Ignore,
}

fn write_module(output_dir: &Path, module: &Path) -> io::Result<()> {
    fs_err::create_dir_all(output_dir)?;
    fs_err::write(module, MODULE)
}

/// Builds what is not there yet: a large module, most of which means nothing.
fn build_once(id: &Value, module: &Path, params: &Value) -> Next {
    /// Its custom section: an empty name, and 16 MiB.
    const LENGTH: usize = 16 << 20;
    let is_there = module.exists();
    if !is_there {
        let mut bytes = MODULE.to_vec();
        // 16 MiB and one, in seven bits a byte.
        bytes.extend([0, 0x81, 0x80, 0x80, 0x08, 0]);
        bytes.resize(bytes.len() + LENGTH, 0);
        if let Err(error) = fs_err::write(module, bytes) {
            return refuse(id, -32000, "io", &error.to_string());
        }
    }
    let mut result = success(module, params);
    result["fresh"] = json!(is_there);
    answer(id, &result)
}

/// A build with everything that a later minor version could add: notifications, fields, values.
fn build_of_the_future(id: &Value, module: &Path, params: &Value) -> Next {
    note(id, "telepathy", &json!({"thought": "hm"}));
    note(id, "log", &json!({"level": "whisper", "message": "psst", "volume": 1}));
    note(id, "output", &json!({"stream": "stdthought", "text": "hm"}));
    let diagnostic = json!({
        "severity": "suspicion", "message": "this may be wrong", "mood": "gloomy",
        "span": {"file": file(params), "start": {"line": 1, "column": 1, "angle": 90}},
    });
    note(id, "diagnostic", &json!({"diagnostic": diagnostic, "urgency": 3}));
    let mut result = success(module, params);
    result["artifacts"][0]["colour"] = json!("blue");
    result["bindings"] = json!("telepathic");
    result["watch"]["moons"] = json!([1]);
    let more = [
        ("artifacts", json!({"kind": "hologram", "path": module})),
        ("run", json!({"name": "default", "mode": "dream", "entry": module, "sheep": [1, 2]})),
    ];
    for (list, item) in more {
        if let Value::Array(items) = &mut result[list] {
            // First, so that whoever takes the first of a list has to look at it.
            items.insert(0, item);
        }
    }
    answer(id, &result)
}
