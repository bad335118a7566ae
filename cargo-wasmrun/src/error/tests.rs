//! Every error as the user sees it, kept in `errors.txt`; `SNAPSHOTS=overwrite` renews the file.

mod complete;
mod typed;

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use wasmrun_protocol::{
    BuildParams, CleanResult, ErrorData, ErrorKind, Request, RequestId, Response, RpcError, Tool,
    ToolStatus, method,
};
use wasmrun_runtime::wasi::BuildError;
use wasmrun_runtime::{Engine, Module};

use super::Error;
use crate::output::Failure;
use crate::{build, config, exec, plugins, project, server, servers, wasm, watch};

fn denied() -> io::Error {
    io::ErrorKind::PermissionDenied.into()
}

fn path(path: &str) -> PathBuf {
    path.into()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// What the interpreter says of these bytes.
fn refusal(bytes: &[u8]) -> wasmrun_runtime::Error {
    Module::validate(&Engine::default(), bytes).unwrap_err()
}

fn of_config() -> Vec<Error> {
    use config::Error as E;
    let key = |nearest: Option<&str>| E::UnknownKey {
        path: path("wasmrun.toml"),
        line: 3,
        key: "build.optimisation".to_owned(),
        nearest: nearest.map(str::to_owned),
        known: names(&["language", "optimization"]),
    };
    let errors = [
        E::NoHome,
        E::NoCurrentDir(denied()),
        E::Unreadable { path: path("/home/me/.wasmrun/config.toml"), source: denied() },
        E::Unreadable { path: path("wasmrun.toml"), source: io::ErrorKind::InvalidData.into() },
        E::Unwritable { path: path("/home/me/.wasmrun/config.toml"), source: denied() },
        E::Invalid {
            path: path("wasmrun.toml"),
            line: 2,
            message: "expected a whole number, found string \"x\"".to_owned(),
        },
        key(Some("build.optimization")),
        key(None),
    ];
    errors.into_iter().map(Error::from).collect()
}

fn of_project() -> Vec<Error> {
    use project::Error as E;
    let errors = [
        E::NotFound(path("nowhere")),
        E::Unreadable { path: path("closed"), source: denied() },
        E::NothingToBuild(path("a.wasm")),
        E::NotAProject(path("notes.txt")),
    ];
    errors.into_iter().map(Error::from).collect()
}

fn of_choices() -> Vec<Error> {
    use plugins::Error as E;

    let plugin = || "c".to_owned();
    let wasi = |plugin: &str| (plugin.to_owned(), names(&["wasm32-wasip1"]));
    let unknown_target = |target: &str, offers| E::UnknownTarget {
        plugin: plugin(),
        target: target.to_owned(),
        offers,
    };
    let none_fits = |known: &[&str], fitting, projects: &[&str]| E::NoneFits {
        project: path("/home/me/game"),
        known: names(known),
        fitting,
        projects: names(projects),
    };
    let errors = [
        E::Unknown { name: "cobol".to_owned(), known: names(&["c", "rust"]) },
        E::Unknown { name: "cobol".to_owned(), known: Vec::new() },
        E::Unknown { name: "c".to_owned(), known: Vec::new() },
        E::Unknown { name: "rsut".to_owned(), known: names(&["c", "rust"]) },
        E::UnknownLanguage { language: "cobol".to_owned(), known: names(&["c", "c++"]) },
        E::UnknownLanguage { language: "rsut".to_owned(), known: names(&["c", "rust"]) },
        none_fits(&["c"], None, &["plugin `c` builds folders with one of `Makefile`, `*.c`"]),
        none_fits(&["c"], None, &[]),
        none_fits(&[], Some("c"), &[]),
        E::NoLanguage { known: names(&["c", "rust"]) },
        E::CannotCreate { plugin: "nim".to_owned() },
        E::NewFolder { path: path("/home/me/game"), source: denied() },
        E::BadProjectName("a\"b\n".to_owned()),
        E::FolderInUse(path("/home/me/game")),
        E::NotAPlugin(path("/bin/sh")),
        E::BadName("No-Name".to_owned()),
        E::Unhealthy(names(&["plugin `c` is"])),
        E::Ambiguous { project: path("/home/me/game"), names: names(&["nim", "zig"]) },
        E::Disabled { name: plugin() },
        E::CannotValidate { plugin: plugin() },
        E::CannotSetUp { plugin: plugin() },
        unknown_target("wasm64", vec![wasi("c"), wasi("rust")]),
        unknown_target("wasm32-wasip1", vec![wasi("rust")]),
        unknown_target("wasm64", Vec::new()),
        E::UnknownFormat { plugin: plugin(), format: "web" },
    ];
    errors.into_iter().map(Error::from).collect()
}

/// What the protocol says of a path that it cannot express.
#[cfg(unix)]
fn not_utf8() -> wasmrun_protocol::EncodeError {
    use std::os::unix::ffi::OsStringExt as _;
    let folder = PathBuf::from(std::ffi::OsString::from_vec(vec![0xff]));
    let params = BuildParams::new(&folder, folder.join("out"));
    Request::new::<method::Build>(RequestId::new(1), &params).unwrap_err()
}

fn of_plugins() -> Vec<Error> {
    use plugins::Error as E;

    let plugin = || "c".to_owned();
    let tool = Tool::new("clang", ToolStatus::Outdated).with_requirement(">=18");
    let target = Tool::new("target wasm32-wasip1", ToolStatus::Missing)
        .with_help("its standard library is not installed")
        .with_install(["rustup", "target", "add", "wasm32-wasip1"]);
    let data = ErrorData::new(ErrorKind::Io)
        .with_hints(["free some space"])
        .with_caused_by(["no space left on device"]);
    let mut refused = RpcError::new(ErrorKind::Io, "cannot write `/tmp/x`");
    refused.data = Some(Box::new(data));
    let unexplained = RpcError::new(ErrorKind::Io, "cannot write `/tmp/x`");
    let bad =
        Response::success::<method::Clean>(RequestId::new(1), &CleanResult::default()).unwrap();
    let version = |theirs: &str, we_are_older| E::Version {
        plugin: plugin(),
        theirs: theirs.to_owned(),
        ours: "1.0.0".to_owned(),
        we_are_older,
    };
    let errors = [
        E::Start { plugin: plugin(), path: path("/bin/wasmrun-plugin-c"), source: denied() },
        E::Crashed {
            plugin: plugin(),
            method: "build",
            status: Some("signal: 11 (SIGSEGV)".to_owned()),
            stderr: names(&["about to crash"]),
        },
        E::Crashed { plugin: plugin(), method: "detect", status: None, stderr: Vec::new() },
        E::BadAnswer {
            plugin: plugin(),
            method: "build",
            source: bad.decode::<method::Build>().unwrap_err(),
        },
        E::Violation {
            plugin: plugin(),
            method: "build",
            source: plugins::Violation {
                reason: "an answer to no question".to_owned(),
                quote: "{\"jsonrpc\":\"2.0\",\"id\":9}".to_owned(),
            },
        },
        E::Scratch(denied()),
        E::Transcript { path: path("said.jsonl"), source: denied() },
        #[cfg(unix)]
        E::Encode { plugin: plugin(), source: not_utf8() },
        E::Silent { plugin: plugin(), method: "check", after: Duration::from_secs(30) },
        version("2.0.0", true),
        version("0.0.1", false),
        E::WrongName { plugin: plugin(), claimed: "d".to_owned() },
        E::TooManyCrashes { plugin: plugin() },
        E::Refused { plugin: plugin(), error: Box::new(refused) },
        E::Refused { plugin: plugin(), error: Box::new(unexplained) },
        E::ToolchainMissing {
            plugin: plugin(),
            message: "no compiler was found".to_owned(),
            tools: vec![tool, target],
            hints: names(&["try `rustup target add wasm32-wasip1`", "or put `clang` on PATH"]),
            set_up: Some("cargo wasmrun exec --yes game".to_owned()),
        },
    ];
    errors.into_iter().map(Error::from).collect()
}

fn of_installation() -> Vec<Error> {
    use plugins::install::Error as E;
    let name = || "nim".to_owned();
    let errors = [
        E::Scratch(denied()),
        E::Cargo { command: "cargo install".to_owned(), source: io::ErrorKind::NotFound.into() },
        E::CargoFailed {
            command: "cargo install".to_owned(),
            stderr: names(&["error: could not find `wasmrun-plugin-nim`"]),
        },
        E::CargoFailed {
            command: "cargo search".to_owned(),
            stderr: names(&[
                "error: failed to update registry `crates-io`",
                "  download of config.json failed",
            ]),
        },
        E::NotPublished { package: "wasmrun-plugin-nim".to_owned() },
        E::NoExecutable { name: name(), file: "wasmrun-plugin-nim".to_owned() },
        E::Disagrees {
            name: name(),
            field: "capabilities",
            manifest: names(&["compile_wasm"]),
            plugin: names(&["compile_wasm", "setup"]),
        },
        E::NotInstalled { name: name() },
        E::InUse { name: name() },
        E::Store { path: path("/home/me/.wasmrun"), source: denied() },
        E::NoConsent { name: name() },
    ];
    errors.into_iter().map(Error::from).collect()
}

fn of_builds() -> Vec<Error> {
    use build::Error as E;
    let plugin = || "c".to_owned();
    let errors = [
        E::Failed(path("/home/me/game")),
        E::ProjectGone(path("/home/me/game")),
        E::OutputDir { path: path("/out"), source: denied() },
        E::Remove { path: path("/home/me/game/.wasmrun"), source: denied() },
        E::MissingArtifact {
            plugin: plugin(),
            path: path("/home/me/game/a.wasm"),
            source: io::ErrorKind::NotFound.into(),
        },
        E::Outside { plugin: plugin(), path: path("/etc/passwd") },
        E::InvalidModule {
            plugin: plugin(),
            path: path("/home/me/game/a.wasm"),
            source: refusal(b"text").into(),
        },
        E::WrongPattern {
            plugin: plugin(),
            pattern: "(passed".to_owned(),
            source: regex_lite::Regex::new("(passed").unwrap_err(),
        },
        E::NoModule(plugin()),
        E::ServesItself(path("/home/me/shop")),
        E::OntoItself(path("/home/me/page")),
        E::NoTests(path("/home/me/hello")),
    ];
    errors.into_iter().map(Error::from).collect()
}

fn of_exec() -> Vec<Error> {
    use exec::Error as E;
    let name = || "a.wasm".to_owned();
    let unknown = |nearest: Option<&str>, functions: &[&str]| E::UnknownFunction {
        name: name(),
        function: "ad".to_owned(),
        nearest: nearest.map(str::to_owned),
        functions: names(functions),
    };
    let errors = [
        E::Unreadable { path: path("a.wasm"), source: denied() },
        E::Text { name: "a.wat".to_owned(), source: wat::parse_str("(module").unwrap_err() },
        E::Empty { name: name() },
        E::Empty { name: "-".to_owned() },
        E::CutShort { name: name(), source: refusal(b"\0asm").into() },
        E::Invalid { name: name(), source: refusal(b"\x89PNG").into() },
        E::Invalid { name: "-".to_owned(), source: refusal(b"\x89PNG").into() },
        E::Unsupported { name: name(), source: refusal(b"\0asm\x0d\0\x01\0").into() },
        E::MissingImports {
            name: name(),
            imports: names(&["function `draw` of `env`"]),
            hints: names(&["link what defines it"]),
        },
        E::NotKept { path: path("out/profile.svg"), source: denied() },
        E::ProfileFormat(path("profile.pprof")),
        E::WatchedInput,
        E::Instantiate { name: name(), source: refusal(b"\0asm").into() },
        E::NoStart {
            name: name(),
            given: Some(path("target/the a.wasm")),
            functions: names(&["_initialize", "add", "sub"]),
        },
        E::NoStart { name: name(), given: None, functions: names(&["add"]) },
        E::NoStart { name: name(), given: Some(path("-")), functions: names(&["-h"]) },
        E::NoStart { name: name(), given: None, functions: Vec::new() },
        unknown(Some("add"), &["add"]),
        unknown(None, &["first", "second"]),
        unknown(None, &[]),
        E::Arguments {
            function: "add".to_owned(),
            signature: "(i32, i32) -> i32".to_owned(),
            source: exec::Mismatch::Count { given: 1, wanted: 2 },
        },
        E::Arguments {
            function: "add".to_owned(),
            signature: "(i32, i32) -> i32".to_owned(),
            source: exec::Mismatch::Type {
                position: 2,
                text: "x".to_owned(),
                wanted: wasmrun_runtime::ValType::I32,
            },
        },
        E::Trap {
            name: name(),
            code: "integer divide by zero".to_owned(),
            frames: names(&["at function `inner` at offset 0x2a", "at function 3"]),
        },
        E::Uncaught { name: name(), frames: names(&["at function `thrower` at offset 0x2a"]) },
        E::TimeIsOver {
            name: name(),
            time: Duration::from_millis(1500),
            frames: names(&["at function `spin` at offset 0x2a"]),
        },
        E::OutOfFuel { name: name(), fuel: 1000, frames: Vec::new() },
        E::TimeIsOver { name: name(), time: Duration::ZERO, frames: Vec::new() },
        E::OutOfFuel { name: name(), fuel: 0, frames: Vec::new() },
        E::TooMuchOutput { name: name(), limit: 0, frames: Vec::new() },
        E::TooMuchOutput { name: name(), limit: 4096, frames: Vec::new() },
        E::Listen { address: "127.0.0.1:80".to_owned(), source: denied() },
        E::Listen { address: "here".to_owned(), source: io::ErrorKind::InvalidInput.into() },
        E::Context(BuildError::InvalidVariable { name: "A=B".to_owned() }),
        E::Setup(refusal(b"").into()),
        E::Folder { path: path("data"), source: denied() },
        E::Folder { path: path("data"), source: io::ErrorKind::NotFound.into() },
        E::Folder { path: path("data:/srv"), source: io::ErrorKind::NotFound.into() },
        E::Call { name: name(), source: refusal(b"").into() },
        E::NotForTerminal(path("/home/me/web")),
    ];
    errors.into_iter().map(Error::from).collect()
}

fn of_wasm() -> Vec<Error> {
    use wasm::Error as E;
    let name = || "a.wasm".to_owned();
    let source = || wasm::Fragment { offset: 0x2a, message: "unexpected end".to_owned() };
    let errors = [
        E::File(exec::Error::Unreadable { path: path("a.wasm"), source: denied() }),
        E::File(exec::Error::Unreadable {
            path: path("game"),
            source: io::ErrorKind::IsADirectory.into(),
        }),
        E::NotAModule { name: name(), source: source() },
        E::Component { name: name() },
        E::Malformed { name: name(), source: source() },
        E::Print { name: name(), message: "unexpected end".to_owned() },
    ];
    errors.into_iter().map(Error::from).collect()
}

fn of_servers() -> Vec<Error> {
    use servers::Error as E;
    let errors = [
        E::Folder { path: path("/home/me/.wasmrun/servers"), source: denied() },
        E::Unknown { name: "8421".to_owned(), ports: vec![8420] },
        E::Unknown { name: "8421".to_owned(), ports: Vec::new() },
        E::Several { ports: vec![8420, 8421] },
        E::Refused { pid: 4711, source: denied() },
        E::Stubborn { pid: 4711 },
    ];
    errors.into_iter().map(Error::from).collect()
}

fn of_the_server() -> Vec<Error> {
    use server::Error as E;
    let module = || path("a.wasm");
    let errors = [
        E::PortInUse { port: 8420 },
        E::NoFreePort { first: 8420, last: 8440 },
        E::ForeignAddress([192, 0, 2, 1].into()),
        E::Bind { address: ([127, 0, 0, 1], 80).into(), source: denied() },
        E::Bind { address: ([192, 0, 2, 1], 8420).into(), source: denied() },
        E::Start(denied()),
        E::Randomness(getrandom::Error::UNSUPPORTED),
        E::UnreadableFile { path: path("cert.pem"), source: denied() },
        E::UnusableCertificate {
            path: path("cert.pem"),
            reason: "it holds no certificate".to_owned(),
        },
        E::OwnCertificate("no random bytes".to_owned()),
        E::Unreadable { path: module(), source: denied() },
        E::NotWebAssembly { path: module() },
        E::Component { path: module() },
        E::InvalidText { path: path("a.wat"), message: "1:8: expected `(`".to_owned() },
        E::UnknownMode("orbit".to_owned()),
    ];
    errors.into_iter().map(Error::from).collect()
}

fn of_watching() -> Vec<Error> {
    use watch::Error as E;
    let refused = |kind| E::Watch { path: path("/home/me/game"), source: notify::Error::new(kind) };
    let glob = ignore::Error::Glob { glob: None, err: "unclosed character class".to_owned() };
    let errors = [
        E::Glob { glob: "src/[".to_owned(), source: glob },
        refused(notify::ErrorKind::MaxFilesWatch),
        refused(notify::ErrorKind::PathNotFound),
        E::Thread(denied()),
    ];
    errors.into_iter().map(Error::from).collect()
}

/// Each way to fail, some of them in several forms.
fn all() -> Vec<Error> {
    let own = vec![Error::Output(denied()), Error::Trace(denied()), Error::LogFile(denied())];
    let groups = [
        own,
        of_config(),
        of_project(),
        of_choices(),
        of_plugins(),
        of_installation(),
        of_builds(),
        of_exec(),
        of_wasm(),
        of_servers(),
        of_the_server(),
        of_watching(),
    ];
    groups.into_iter().flatten().collect()
}

#[test]
fn each_error_says_what_why_and_what_to_do() {
    let mut texts = String::new();
    for error in all() {
        let text = Failure::new(&error).text();
        let text = anstream::adapter::strip_str(&text);
        writeln!(texts, "{text}=> status {}\n", error.exit().status()).unwrap();
    }
    snapbox::assert_data_eq!(texts, snapbox::file!["errors.txt"].raw());
}

#[test]
fn some_ends_need_no_words() {
    assert!(Error::Interrupted.is_silent() && Error::OutputClosed.is_silent());
    assert_eq!(Error::Interrupted.exit().status(), 130);
    assert_eq!(Error::OutputClosed.exit().status(), 0);
}
