//! The ways that are about lines rather than about methods.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::say::{Next, answer, eprint, note, say, write};
use crate::session::Plugin;

impl Plugin {
    /// Says what is no proper answer to a build, if that is the way.
    pub(crate) fn break_the_wire(&self, id: &Value) -> Option<Next> {
        let result = json!({"status": "succeeded"});
        Some(match self.way.as_str() {
            "garbage" => say("{\"jsonrpc\":\"2.0\",\"id\":"),
            "not-a-message" => say("{\"hello\":\"world\"}"),
            "invalid-utf8" => write(b"{\"jsonrpc\":\"2.0\",\"oops\":\"\xff\xfe\"}\n"),
            "nul-bytes" => write(b"{\0\0\0}\n"),
            "long-line" => say(&format!("{{\"padding\":\"{}\"}}", "x".repeat(5 * 1024 * 1024))),
            "endless-line" => loop {
                write(&[b'x'; 4096]);
            },
            "deep-json" => say(&format!("{{\"deep\":{}", "[".repeat(1_000_000))),
            "half-answer" => {
                write(b"{\"jsonrpc\":\"2.0\",\"id\":1");
                Next::Exit(ExitCode::SUCCESS)
            }
            "wrong-id" => answer(&json!(id.as_u64().unwrap_or(0) + 1000), &result),
            "wrong-result" => answer(id, &json!({"status": 7})),
            "stray-output" => {
                say("Compiling something, and telling everyone");
                return None;
            }
            _ => return None,
        })
    }
}

pub(crate) fn flood(id: &Value, way: &str) {
    for number in 0..20_000 {
        match way {
            "flood-diagnostics" => {
                let diagnostic = json!({"severity": "warning", "message": format!("no. {number}")});
                note(id, "diagnostic", &json!({"diagnostic": diagnostic}));
            }
            "flood-stderr" => eprint(&format!("{number} {}\n", "e".repeat(500))),
            _ => {
                note(id, "progress", &json!({"message": "step", "current": number}));
                note(id, "output", &json!({"stream": "stdout", "text": "o".repeat(200)}));
            }
        }
    }
}
