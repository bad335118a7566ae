//! The conversation: which request is answered by which method, and which is refused.

use std::io::{self, BufRead as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use serde_json::Value;

use crate::leftover::sleep_for_ever;
use crate::methods::{inputs, validate};
use crate::say::{Next, eprint, path, refuse};

/// The plugin, and how it misbehaves.
pub(crate) struct Plugin {
    pub(crate) name: String,
    pub(crate) way: String,
    pub(crate) requests: Receiver<Value>,
}

impl Plugin {
    pub(crate) fn new(name: String, way: String) -> Self {
        Self { name, way, requests: listen() }
    }

    pub(crate) fn run(self) -> ExitCode {
        if self.way == "exit-before-hello" {
            eprint("I have had enough before I began\n");
            return ExitCode::from(3);
        }
        let mut greeted = false;
        while let Ok(message) = self.requests.recv() {
            let id = message["id"].clone();
            let params = &message["params"];
            let known = ["initialize", "detect", "check", "build", "setup", "inputs", "validate"];
            let method = message["method"].as_str();
            let done = match method {
                None if self.way != "deaf-to-nonsense" && message.is_null() => {
                    refuse(&id, -32700, "parse_error", "not JSON")
                }
                Some("initialize") if greeted && self.way != "greets-again" => {
                    refuse(&id, -32600, "invalid_request", "already initialized")
                }
                Some("initialize") => {
                    greeted = true;
                    self.initialize(&id, params)
                }
                Some(_) if !greeted && self.way != "greets-nobody" => {
                    refuse(&id, -32002, "not_initialized", "not initialized")
                }
                Some(method) if known.contains(&method) && !self.accepts(method, params) => {
                    refuse(&id, -32602, "invalid_params", "the parameters do not fit")
                }
                Some("setup") if !self.way.starts_with("setup") => {
                    refuse(&id, -32601, "method_not_found", "no such method")
                }
                Some("detect") => self.detect(&id, params),
                Some("check") => self.check(&id),
                Some("build") => self.build(&id, params),
                Some("setup") => self.set_up(&id, params),
                Some("inputs") if self.way == "inputs" => inputs(&id, params),
                Some("create") if self.way.starts_with("creates-") => self.create(&id, params),
                Some("validate") if self.way == "validates" => validate(&id, params),
                Some(_) if !id.is_null() => {
                    refuse(&id, -32601, "method_not_found", "no such method")
                }
                _ => Next::Continue,
            };
            if let Next::Exit(status) = done {
                return status;
            }
        }
        if self.ignores_everything() { sleep_for_ever() } else { ExitCode::SUCCESS }
    }

    pub(crate) fn ignores_everything(&self) -> bool {
        matches!(self.way.as_str(), "ignore-everything" | "ignore-eof")
    }

    /// Whether the parameters fit the method, as far as this plugin looks.
    fn accepts(&self, method: &str, params: &Value) -> bool {
        let is_absolute = |field: &str| Path::new(&path(&params[field])).is_absolute();
        self.way == "takes-anything"
            || !matches!(method, "detect" | "build" | "inputs" | "validate")
            || is_absolute("project_path") && (method != "build" || is_absolute("output_dir"))
    }
}

/// Reads requests on a thread of its own, so that a method can look for `cancel`.
fn listen() -> Receiver<Value> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if line.trim().is_empty() {
                continue;
            }
            // What is no JSON is passed on as nothing, to be answered like all the rest.
            if sender.send(serde_json::from_str(&line).unwrap_or_default()).is_err() {
                return;
            }
        }
    });
    receiver
}
