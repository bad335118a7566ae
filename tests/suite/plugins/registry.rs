//! A registry of crates in a folder, and the plugin that is in it: nothing comes from a network.

use std::path::Path;
use std::process::Command;

use integration::Ended;

use crate::world::World;

/// A plugin without dependencies: `VERSION` and `NAME` are replaced. It needs a tool, which it can
/// bring, if its name is that of one that does.
const SOURCE: &str = r##"
use std::io::{BufRead as _, Write as _};

const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x07\x0a\x01\x06_start\0\0\x0a\x04\x01\x02\0\x0b";

fn text<'a>(line: &'a str, field: &str) -> &'a str {
    let rest = line.split(&format!("\"{field}\":\"")).nth(1).unwrap_or("");
    rest.split('"').next().unwrap_or("")
}

fn main() {
    if std::env::args().nth(1).as_deref() != Some("--wasmrun-plugin") {
        std::process::exit(2);
    }
    let needs_tool = "NAME" == "python";
    let mut tool = std::path::PathBuf::new();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let id = line.split("\"id\":").nth(1).unwrap_or("").split(',').next().unwrap_or("");
        let project = text(&line, "project_path");
        let result = match text(&line, "method") {
            "initialize" => {
                tool = std::path::Path::new(text(&line, "data")).join("tool");
                format!(r#"{{"protocol_version":"1.0.0","info":{{"name":"NAME","version":"VERSION","entry_files":["Makefile","tiny.txt"]}},"capabilities":{{"compile_wasm":true,"persistent":true,"setup":{needs_tool},"supported_languages":["NAME"]}}}}"#)
            }
            "setup" => {
                std::fs::create_dir_all(tool.parent().unwrap()).unwrap();
                std::fs::write(&tool, "").unwrap();
                r#"{"ok":true}"#.to_owned()
            }
            "build" if needs_tool && !tool.exists() => {
                println!(r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":-32000,"message":"`tool` is missing","data":{{"kind":"toolchain_missing","tools":[{{"name":"tool","required":true,"status":"missing","setup":true}}]}}}}}}"#);
                std::io::stdout().flush().unwrap();
                continue;
            }
            "detect" => r#"{"matches":true,"confidence":50}"#.to_owned(),
            "check" => r#"{"ok":true,"tools":[{"name":"nothing","status":"found"}]}"#.to_owned(),
            _ => {
                let output = text(&line, "output_dir");
                std::fs::create_dir_all(output).unwrap();
                std::fs::write(format!("{output}/tiny.wasm"), MODULE).unwrap();
                format!(r#"{{"status":"succeeded","artifacts":[{{"kind":"wasm","path":"{output}/tiny.wasm","primary":true}}],"watch":{{"paths":["{project}"]}}}}"#)
            }
        };
        println!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#);
        std::io::stdout().flush().unwrap();
    }
}
"##;

/// A plugin that builds, but says something else than a plugin should.
const MUTE: &str = "fn main() { println!(\"I am no plugin\"); }";

/// A registry for the commands of one world.
pub(crate) struct Registry<'a> {
    world: &'a World,
}

impl<'a> Registry<'a> {
    /// An empty registry, which cargo is told to use instead of crates.io.
    pub(crate) fn new(world: &'a World) -> Self {
        let folder = world.path("registry");
        fs_err::create_dir_all(folder.join("index")).expect("a folder");
        let config = format!(
            "[source.crates-io]\nreplace-with = 'local'\n[source.local]\nlocal-registry = '{}'\n",
            folder.display()
        );
        fs_err::write(world.path("cargo/config.toml"), config).expect("a file");
        Self { world }
    }

    /// Publishes a working plugin.
    pub(crate) fn publish(&self, name: &str, version: &str) {
        self.add(name, version, SOURCE);
    }

    /// Publishes a working plugin whose package says that it has these capabilities.
    pub(crate) fn publish_claiming(&self, name: &str, version: &str, capabilities: &str) {
        let manifest =
            format!("[package.metadata.wasmrun-plugin]\ncapabilities = {capabilities}\n");
        self.add_with(name, version, SOURCE, &manifest);
    }

    /// Publishes something that only has the name of a plugin.
    pub(crate) fn publish_mute(&self, name: &str, version: &str) {
        self.add(name, version, MUTE);
    }

    fn add(&self, name: &str, version: &str, source: &str) {
        self.add_with(name, version, source, "");
    }

    fn add_with(&self, name: &str, version: &str, source: &str, manifest: &str) {
        let package = format!("wasmrun-plugin-{name}-{version}");
        let folder = self.world.path(&package);
        write_package(&folder, name, version, source);
        let mut text = fs_err::read_to_string(folder.join("Cargo.toml")).expect("a file");
        text.push_str(manifest);
        fs_err::write(folder.join("Cargo.toml"), text).expect("a file");
        let file = self.world.path("registry").join(format!("{package}.crate"));
        run(command("tar").current_dir(self.world.path("")).arg("czf").arg(&file).arg(&package));
        let sum = run(command("sha256sum").arg(&file));
        let sum = sum.split_whitespace().next().unwrap_or_default();
        let line = format!(
            "{{\"name\":\"wasmrun-plugin-{name}\",\"vers\":\"{version}\",\"deps\":[],\
             \"cksum\":\"{sum}\",\"features\":{{}},\"yanked\":false}}\n"
        );
        let folder = self.world.path("registry/index/wa/sm");
        fs_err::create_dir_all(&folder).expect("a folder");
        let entry = folder.join(format!("wasmrun-plugin-{name}"));
        let before = fs_err::read_to_string(&entry).unwrap_or_default();
        fs_err::write(entry, before + &line).expect("a file");
    }

    /// `cargo-wasmrun ARGUMENTS` in a place without any plugin beside it, with cargo and a compiler.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let host = self.world.path("host");
        fs_err::create_dir_all(&host).expect("a folder");
        let executable = host.join("cargo-wasmrun");
        if !executable.exists() {
            let original = env!("CARGO_BIN_EXE_cargo-wasmrun-tested");
            let linked = fs_err::hard_link(original, &executable);
            linked.or_else(|_| fs_err::copy(original, &executable).map(drop)).expect("a copy");
        }
        let cargo = Path::new(env!("CARGO"));
        let tools = cargo.parent().expect("cargo is in a folder");
        let path =
            format!("{}:{}:/usr/bin:/bin", self.world.path("bin").display(), tools.display());
        let mut command = integration::cargo_wasmrun(&executable);
        command
            .env("PATH", path)
            .env("CARGO", cargo)
            .env("CARGO_HOME", self.world.path("cargo"))
            .env("WASMRUN_HOME", self.world.path("home"))
            // A port that nobody listens on: no test asks the real site.
            .env("CARGO_HTTP_PROXY", "http://127.0.0.1:9")
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("CARGO_BUILD_TARGET")
            .env_remove("RUSTFLAGS")
            .current_dir(self.world.path("project"))
            .args(arguments);
        command
    }

    /// Runs `cargo-wasmrun ARGUMENTS` to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let ended = self.command(arguments).output().expect("cargo-wasmrun is built").into();
        self.world.assert_nothing_runs();
        ended
    }
}

/// Writes the package of a plugin into `folder`.
pub(crate) fn write_package(folder: &Path, name: &str, version: &str, source: &str) {
    let manifest = format!(
        "[package]\nname = 'wasmrun-plugin-{name}'\nversion = '{version}'\nedition = '2021'\n\
         description = 'a plugin for tests'\nlicense = 'MIT'\n[workspace]\n"
    );
    let lock = format!(
        "version = 4\n\n[[package]]\nname = \"wasmrun-plugin-{name}\"\nversion = \"{version}\"\n"
    );
    let source = source.replace("NAME", name).replace("VERSION", version);
    fs_err::create_dir_all(folder.join("src")).expect("a folder");
    for (file, text) in [("Cargo.toml", manifest), ("Cargo.lock", lock), ("src/main.rs", source)] {
        fs_err::write(folder.join(file), text).expect("a file");
    }
}

/// Writes the package of a working plugin into `folder`.
pub(crate) fn write_working_package(folder: &Path, name: &str, version: &str) {
    write_package(folder, name, version, SOURCE);
}

#[expect(clippy::disallowed_methods, reason = "the tools that pack a crate")]
fn command(program: &str) -> Command {
    Command::new(program)
}

fn run(command: &mut Command) -> String {
    let ended: Ended = command.output().expect("the tool is there").into();
    ended.expect(0).stdout
}
