//! What is said to the host, well or badly.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};

/// What to do after a request.
pub(crate) enum Next {
    Continue,
    Exit(ExitCode),
}

pub(crate) fn refuse_versions(id: &Value, supported: &str) -> Next {
    let data = json!({"kind": "unsupported_protocol_version", "supported_versions": [supported]});
    let error = json!({"code": -32001, "message": "unsupported", "data": data});
    send(&json!({"jsonrpc": "2.0", "id": id, "error": error}))
}

pub(crate) fn path(value: &Value) -> PathBuf {
    PathBuf::from(value.as_str().unwrap_or_default())
}

pub(crate) fn answer(id: &Value, result: &Value) -> Next {
    send(&json!({"jsonrpc": "2.0", "id": id, "result": result}))
}

pub(crate) fn refuse(id: &Value, code: i64, kind: &str, message: &str) -> Next {
    let error = json!({"code": code, "message": message, "data": {"kind": kind}});
    send(&json!({"jsonrpc": "2.0", "id": id, "error": error}))
}

pub(crate) fn note(id: &Value, method: &str, params: &Value) -> Next {
    let mut params = params.clone();
    params["request"] = id.clone();
    send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
}

pub(crate) fn send(message: &Value) -> Next {
    say(&message.to_string())
}

pub(crate) fn say(line: &str) -> Next {
    write(format!("{line}\n").as_bytes())
}

/// Writes to the host; a host that is gone ends the plugin.
pub(crate) fn write(bytes: &[u8]) -> Next {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Next::Continue,
        Err(_) =>
        {
            #[expect(clippy::exit, reason = "a flood must end with its reader")]
            std::process::exit(0)
        }
    }
}

pub(crate) fn eprint(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
