//! A plugin that misbehaves on demand, to test the host. It uses no SDK, so that it can say
//! whatever it likes.
//!
//! The way it misbehaves is named by the argument `--misbehave=WAY`, else by the environment
//! variable `MISBEHAVE`, else by the executable's file name, `wasmrun-plugin-WAY`. Any other name
//! behaves: it builds a folder with a file `misbehave.txt` into a module that does nothing.

mod build;
mod create;
mod leftover;
mod methods;
mod result;
mod say;
mod session;
mod wire;

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use leftover::{LEFTOVER_LIFE, again};
use say::eprint;
use session::Plugin;

const PREFIX: &str = "wasmrun-plugin-";

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
    Plugin::new(name, way).run()
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
