//! A plugin that misbehaves on demand, to test the host. It uses no SDK, so that it can say
//! whatever it likes.
//!
//! The way it misbehaves is named by the argument `--misbehave=WAY`, else by the environment
//! variable `MISBEHAVE`, else by the executable's file name, `wasmrun-plugin-WAY`. Any other name
//! behaves: it builds a folder with a file `misbehave.txt` into a module that does nothing.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// A module with an empty `_start`.
const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\
    \x07\x0a\x01\x06_start\0\0\x0a\x04\x01\x02\0\x0b";

const PREFIX: &str = "wasmrun-plugin-";

/// How long a leftover process lives if nobody ends it.
const LEFTOVER_LIFE: Duration = Duration::from_mins(10);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "--linger") {
        thread::sleep(LEFTOVER_LIFE);
        return ExitCode::SUCCESS;
    }
    let name = name();
    let way = way(&arguments, &name);
    if !arguments.iter().any(|argument| argument == "--wasmrun-plugin") && way != "not-by-hand" {
        eprint("a plugin that misbehaves on demand, for tests\n");
        return ExitCode::from(2);
    }
    if !arguments.iter().any(|argument| argument == "--again") {
        match way.as_str() {
            "ignore-everything" => return again("trap '' TERM INT HUP", &arguments),
            "close-output" => return again("exec >&-", &arguments),
            _ => {}
        }
    }
    eprint(&format!("misbehaving: {way}\n"));
    Plugin { name, way, requests: listen() }.run()
}

/// The plugin's name: what follows the prefix in its file name.
fn name() -> String {
    let path = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    stem.strip_prefix(PREFIX).map_or_else(|| "misbehaving".to_owned(), str::to_owned)
}

fn way(arguments: &[String], name: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "the variable is how tests drive this program")]
    let variable = std::env::var("MISBEHAVE").ok();
    let argument = arguments.iter().find_map(|argument| argument.strip_prefix("--misbehave="));
    argument.map(str::to_owned).or(variable).unwrap_or_else(|| name.to_owned())
}

/// Becomes this program again, by way of a shell that first changes what a program inherits.
fn again(preparation: &str, arguments: &[String]) -> ExitCode {
    let script = format!(r#"{preparation}; exec "$0" "$@" --again"#);
    let mut shell = command("sh");
    shell.arg("-c").arg(script).args(arguments);
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut shell);
    #[cfg(not(unix))]
    let error = io::Error::from(io::ErrorKind::Unsupported);
    eprint(&format!("cannot start again: {error}\n"));
    ExitCode::FAILURE
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

struct Plugin {
    name: String,
    way: String,
    requests: Receiver<Value>,
}

impl Plugin {
    fn run(self) -> ExitCode {
        if self.way == "exit-before-hello" {
            eprint("I have had enough before I began\n");
            return ExitCode::from(3);
        }
        let mut greeted = false;
        while let Ok(message) = self.requests.recv() {
            let id = message["id"].clone();
            let params = &message["params"];
            let known = ["initialize", "detect", "check", "build", "setup"];
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

    fn ignores_everything(&self) -> bool {
        matches!(self.way.as_str(), "ignore-everything" | "ignore-eof")
    }

    /// Whether the parameters fit the method, as far as this plugin looks.
    fn accepts(&self, method: &str, params: &Value) -> bool {
        let is_absolute = |field: &str| Path::new(&path(&params[field])).is_absolute();
        self.way == "takes-anything"
            || !matches!(method, "detect" | "build")
            || is_absolute("project_path") && (method == "detect" || is_absolute("output_dir"))
    }

    fn initialize(&self, id: &Value, params: &Value) -> Next {
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

    fn detect(&self, id: &Value, params: &Value) -> Next {
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

    fn check(&self, id: &Value) -> Next {
        if self.way == "refuse-check" {
            return refuse(id, -32000, "toolchain_missing", "`nowhere` was not found");
        }
        if self.way != "toolchain-missing" {
            return answer(id, &json!({"ok": true, "tools": []}));
        }
        answer(id, &json!({"ok": false, "tools": [missing_tool(false)]}))
    }

    fn build(&self, id: &Value, params: &Value) -> Next {
        let output_dir = path(&params["output_dir"]);
        let module = output_dir.join("out.wasm");
        if let Err(error) = write_module(&output_dir, &module) {
            return refuse(id, -32000, "io", &error.to_string());
        }
        if let Some(next) = self.break_the_wire(id) {
            return next;
        }
        let entry = path(&params["project_path"]).join("misbehave.txt");
        if fs_err::read(entry).is_ok_and(|text| text.starts_with(b"\x01"))
            && self.way != "builds-anything"
        {
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
            "artifact-missing" => succeed(id, &output_dir.join("not-there.wasm"), params),
            "preopen-outside" => {
                let mut result = success(&module, params);
                result["run"][0]["preopens"] = json!([{"host": "/etc", "guest": "/etc"}]);
                answer(id, &result)
            }
            "from-the-future" => {
                note(id, "telepathy", &json!({"thought": "hm"}));
                note(id, "log", &json!({"level": "whisper", "message": "psst", "volume": 1}));
                let mut result = success(&module, params);
                result["artifacts"][0]["colour"] = json!("blue");
                let hologram = json!({"kind": "hologram", "path": module});
                if let Value::Array(artifacts) = &mut result["artifacts"] {
                    artifacts.push(hologram);
                }
                answer(id, &result)
            }
            _ => succeed(id, &module, params),
        }
    }

    /// Brings the tool: a file in the project that holds what was asked.
    fn set_up(&self, id: &Value, params: &Value) -> Next {
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

    /// The ways that are about lines rather than about methods.
    fn break_the_wire(&self, id: &Value) -> Option<Next> {
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

    /// Waits until the build is cancelled or the input ends; notes for the test that it was.
    fn wait(&self, id: &Value, cancel: Cancel, output_dir: &Path) -> Next {
        note(id, "progress", &json!({"message": "building slowly"}));
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

/// What to do after a request.
enum Next {
    Continue,
    Exit(ExitCode),
}

#[derive(Clone, Copy, PartialEq)]
enum Cancel {
    Obey,
    Ignore,
}

fn success(module: &Path, params: &Value) -> Value {
    json!({
        "status": "succeeded",
        "artifacts": [{"kind": "wasm", "path": module, "primary": true}],
        "run": [{"name": "default", "mode": "wasi", "entry": module}],
        "watch": {"paths": [params["project_path"]], "include": ["misbehave.txt"]},
    })
}

fn succeed(id: &Value, module: &Path, params: &Value) -> Next {
    answer(id, &success(module, params))
}

fn fail(id: &Value, params: &Value) -> Next {
    let file = path(&params["project_path"]).join("misbehave.txt");
    let diagnostic = json!({
        "severity": "error", "message": "this does not build", "source": "misbehaving",
        "span": {"file": file, "start": {"line": 1, "column": 1}},
    });
    note(id, "diagnostic", &json!({"diagnostic": diagnostic}));
    note(id, "output", &json!({"stream": "stderr", "text": "it did not build"}));
    let watch = json!({"paths": [params["project_path"]]});
    answer(id, &json!({"status": "failed", "watch": watch}))
}

fn missing_tool(setup: bool) -> Value {
    json!({
        "name": "nowhere", "required": true, "status": "missing", "help": "it is nowhere",
        "setup": setup,
    })
}

fn refuse_without_tool(id: &Value, setup: bool) -> Next {
    let data = json!({
        "kind": "toolchain_missing", "hints": ["apt install nowhere"],
        "tools": [missing_tool(setup)],
    });
    let error = json!({"code": -32000, "message": "`nowhere` was not found", "data": data});
    send(&json!({"jsonrpc": "2.0", "id": id, "error": error}))
}

fn refuse_versions(id: &Value, supported: &str) -> Next {
    let data = json!({"kind": "unsupported_protocol_version", "supported_versions": [supported]});
    let error = json!({"code": -32001, "message": "unsupported", "data": data});
    send(&json!({"jsonrpc": "2.0", "id": id, "error": error}))
}

/// The tool that `setup` brings.
fn tool(params: &Value) -> PathBuf {
    path(&params["project_path"]).join("tool.json")
}

fn flood(id: &Value, way: &str) {
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

/// Starts a process that holds on to the plugin's streams, and notes its number for the test.
fn leave_grandchild(output_dir: &Path) {
    // Under this name a test finds it.
    let Some(program) = std::env::args_os().next() else { return };
    if let Ok(child) = command(program).arg("--linger").stdin(Stdio::null()).spawn() {
        let _ = fs_err::write(output_dir.join("grandchild.pid"), child.id().to_string());
    }
}

fn sleep_for_ever() -> ! {
    loop {
        thread::sleep(LEFTOVER_LIFE);
    }
}

#[expect(clippy::disallowed_methods, reason = "children without manners are what this is about")]
fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    Command::new(program)
}

fn write_module(output_dir: &Path, module: &Path) -> io::Result<()> {
    fs_err::create_dir_all(output_dir)?;
    fs_err::write(module, MODULE)
}

fn path(value: &Value) -> PathBuf {
    PathBuf::from(value.as_str().unwrap_or_default())
}

fn answer(id: &Value, result: &Value) -> Next {
    send(&json!({"jsonrpc": "2.0", "id": id, "result": result}))
}

fn refuse(id: &Value, code: i64, kind: &str, message: &str) -> Next {
    let error = json!({"code": code, "message": message, "data": {"kind": kind}});
    send(&json!({"jsonrpc": "2.0", "id": id, "error": error}))
}

fn note(id: &Value, method: &str, params: &Value) -> Next {
    let mut params = params.clone();
    params["request"] = id.clone();
    send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
}

fn send(message: &Value) -> Next {
    say(&message.to_string())
}

fn say(line: &str) -> Next {
    write(format!("{line}\n").as_bytes())
}

/// Writes to the host; a host that is gone ends the plugin.
fn write(bytes: &[u8]) -> Next {
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

fn eprint(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
