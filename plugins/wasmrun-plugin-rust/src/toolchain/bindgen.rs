//! The program wasm-bindgen, whose version must be the one of the crate that the project uses.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{Context, Error, ErrorKind, Result, Tool, ToolStatus, download};

use super::Cargo;
use crate::project::locked_version;

/// The source of the small program around the library.
const MAIN: &str = include_str!("../../driver/main.txt");

/// What cargo says when it cannot download something.
const OF_DOWNLOADS: [&str; 3] = ["network error", "download of ", "failed to download"];

/// What to call it.
pub(super) const NAME: &str = "wasm-bindgen";

/// A wasm-bindgen that fits a project.
pub(crate) struct Bindgen {
    pub(crate) program: PathBuf,
}

/// The version that the project's lock file asks for; `None` if the project does not use it.
///
/// The lock file of a workspace lies above its members.
pub(crate) fn needed_bindgen(root: &Path) -> Option<String> {
    root.ancestors().find_map(|folder| locked_version(folder, NAME))
}

/// The program of exactly this version: the one that `setup` brought, or the one on PATH.
pub(crate) fn find_bindgen(cx: &Context, version: &str) -> Result<Option<Bindgen>> {
    let folder = folder(cx, version);
    let brought = download::is_pinned(&folder, &pin(version)).then(|| program_in(&folder));
    for program in brought.as_deref().into_iter().chain([Path::new(NAME)]) {
        let tool = cx.find_tool(program).look_up()?;
        if let (Some(path), true) = (tool.path, tool.version.as_deref() == Some(version)) {
            return Ok(Some(Bindgen { program: path }));
        }
    }
    Ok(None)
}

/// What `check` says of it.
pub(super) fn look_up(cx: &Context, version: &str) -> Result<Tool> {
    let requirement = format!("={version}");
    if let Some(found) = find_bindgen(cx, version)? {
        let tool = Tool::new(NAME, ToolStatus::Found).with_version(version);
        return Ok(tool.with_requirement(requirement).with_path(found.program));
    }
    let help = format!("setup compiles wasm-bindgen {version}, which takes a minute or two");
    let missing = Tool::new(NAME, ToolStatus::Missing).with_requirement(requirement);
    Ok(missing.with_help(help).with_setup(true))
}

/// Compiles the program of this version into the plugin's folder: the library behind it with a small
/// program of our own around, or, where that library is another one, the whole of wasm-bindgen's
/// command line, which takes five times as long.
pub(super) fn install(cx: &Context, cargo: &Cargo, version: &str) -> Result<()> {
    download::install_pinned(cx, &folder(cx, version), &pin(version), |partial| {
        cx.progress(format!("compiling wasm-bindgen {version}"));
        let target = partial.join("target");
        if !build_driver(cx, cargo, version, partial, &target)? {
            install_whole(cx, cargo, version, partial, &target)?;
        }
        Ok(fs_err::remove_dir_all(target)?)
    })
}

/// The manifest of the small program.
fn manifest(version: &str) -> String {
    include_str!("../../driver/manifest.txt").replace("{{version}}", version)
}

/// All that is brought is made of.
fn pin(version: &str) -> String {
    manifest(version) + MAIN
}

fn build_driver(
    cx: &Context,
    cargo: &Cargo,
    version: &str,
    folder: &Path,
    target: &Path,
) -> Result<bool> {
    fs_err::write(folder.join("Cargo.toml"), manifest(version))?;
    fs_err::write(folder.join("main.rs"), MAIN)?;
    let command = cargo.command(cx).args(["build", "--release", "--target-dir"]).arg(target);
    let output = command.env_remove("CARGO_BUILD_TARGET").run_in(folder)?;
    if output.success() {
        let program = program_in(folder);
        fs_err::create_dir_all(folder.join("bin"))?;
        let made = target.join("release").join(program.file_name().unwrap_or_default());
        fs_err::rename(made, program)?;
    } else if let Some(reason) = unreachable(&output.stderr) {
        // Nor would the whole of it be there.
        let message = format!("the registry that has wasm-bindgen {version} cannot be reached");
        return Err(Error::new(ErrorKind::Network, message)
            .with_cause(&std::io::Error::other(reason))
            .with_hint("check the network, or name another source in `~/.cargo/config.toml`")
            .with_hint(format!(
                "install it with `cargo install wasm-bindgen-cli --version {version}`"
            )));
    }
    Ok(output.success())
}

/// Why cargo could not download something, in the words of the last of its causes; `None` if it failed in another way.
fn unreachable(said: &str) -> Option<&str> {
    let failed = OF_DOWNLOADS.iter().any(|words| said.contains(words));
    let cause = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    cause.filter(|_| failed)
}

fn install_whole(
    cx: &Context,
    cargo: &Cargo,
    version: &str,
    folder: &Path,
    target: &Path,
) -> Result<()> {
    let output = cargo
        .command(cx)
        .args(["install", "wasm-bindgen-cli", "--no-track", "--version", version])
        .arg("--root")
        .arg(folder)
        .arg("--target-dir")
        .arg(target)
        .run_in(folder)?;
    if output.success() {
        return Ok(());
    }
    let message = format!("wasm-bindgen {version} could not be compiled");
    let reason = output.stderr.lines().rfind(|line| line.starts_with("error"));
    let cause = std::io::Error::other(reason.unwrap_or("cargo failed").to_owned());
    Err(Error::new(ErrorKind::ToolFailed, message).with_cause(&cause))
}

fn folder(cx: &Context, version: &str) -> PathBuf {
    cx.dirs().data.join(format!("wasm-bindgen-{version}"))
}

fn program_in(folder: &Path) -> PathBuf {
    folder.join("bin").join(format!("{NAME}{}", std::env::consts::EXE_SUFFIX))
}
