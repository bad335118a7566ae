//! `doctor`: what is missing on this machine, and the command that mends it.

use std::net::{Ipv4Addr, TcpListener};

use serde::Serialize;

use super::plugin;
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::{Shell, size};
use crate::plugins::{Context, PluginCache, size_of};
use crate::project::{Project, ProjectKind};
use crate::server::Address;
use crate::servers::Registry;

/// What was found about one thing; as JSON, the event `finding`.
#[derive(Serialize)]
struct Finding {
    reason: &'static str,
    /// What was looked at.
    subject: String,
    ok: bool,
    detail: String,
    /// What mends it.
    mend: Option<String>,
}

impl Finding {
    fn good(subject: &str, detail: String) -> Self {
        Self { reason: "finding", subject: subject.to_owned(), ok: true, detail, mend: None }
    }

    fn bad(subject: &str, detail: String, mend: String) -> Self {
        Self { ok: false, mend: Some(mend), ..Self::good(subject, detail) }
    }
}

/// Looks at the host, its folders, its ports, its plugins and their toolchains.
pub fn run(settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let findings =
        [host(&settings), home(&settings), cache(&settings), cargo(&settings), port(&settings)];
    let mut is_well = true;
    for finding in findings {
        is_well &= finding.ok;
        tell(&finding, shell)?;
    }
    let project = Project { root: settings.current_dir.clone(), kind: ProjectKind::Source };
    let context = Context { settings, project, shell: shell.clone() };
    is_well &= plugin::examine_all(&context)?;
    Ok(if is_well { Exit::SUCCESS } else { Exit::FAILED })
}

fn tell(finding: &Finding, shell: &Shell) -> Result<(), Error> {
    if shell.is_json() {
        shell.event(finding);
        return Ok(());
    }
    let mend = finding.mend.as_ref().map(|mend| format!("  mend it with `{mend}`\n"));
    shell.answer(&format!("{}: {}\n{}", finding.subject, finding.detail, mend.unwrap_or_default()))
}

fn host(settings: &Settings) -> Finding {
    let (os, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    let version = env!("CARGO_PKG_VERSION");
    let program = settings.executable.as_ref().map(|path| format!(", {}", path.display()));
    let detail =
        format!("cargo-wasmrun {version} on {os}, {machine}{}", program.unwrap_or_default());
    Finding::good("host", detail)
}

/// Whether the folder for our own files can be written.
fn home(settings: &Settings) -> Finding {
    let home = settings.home.display().to_string();
    let written = fs_err::create_dir_all(&settings.home)
        .and_then(|()| tempfile::tempfile_in(&settings.home).map(drop));
    match written {
        Ok(()) => Finding::good("home", home),
        Err(error) => Finding::bad("home", error.to_string(), "export WASMRUN_HOME=DIR".to_owned()),
    }
}

/// How much is kept to save time, by us and by plugins.
fn cache(settings: &Settings) -> Finding {
    let kept = size(size_of(&settings.home.join("cache")));
    let parts = PluginCache::in_home(&settings.home).into_iter().map(|cache| {
        let name = cache.folder().file_name().unwrap_or_default().to_string_lossy();
        format!(", of it {} for plugin `{name}`", size(size_of(cache.folder())))
    });
    let detail =
        format!("{kept}{}; `cargo wasmrun clean --cache` removes it", parts.collect::<String>());
    Finding::good("cache", detail)
}

/// Cargo installs plugins.
fn cargo(settings: &Settings) -> Finding {
    let file = format!("cargo{}", std::env::consts::EXE_SUFFIX);
    let path = settings.environment.get("PATH").map(std::env::split_paths);
    let found =
        path.into_iter().flatten().map(|folder| folder.join(&file)).find(|file| file.is_file());
    if let Some(cargo) = found {
        return Finding::good("cargo", cargo.display().to_string());
    }
    let mend = "curl https://sh.rustup.rs -sSf | sh".to_owned();
    Finding::bad("cargo", "not on PATH; it installs plugins".to_owned(), mend)
}

/// Whether `run` gets the port that it takes if none is named.
fn port(settings: &Settings) -> Finding {
    let port = Address::DEFAULT_PORT;
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
        return Finding::good("port", format!("{port} is free"));
    }
    let running = Registry::in_home(&settings.home).running().unwrap_or_default();
    if running.iter().any(|server| server.entry.port == port) {
        return Finding::good(
            "port",
            format!(
                "{port} is taken by `cargo wasmrun run`: `cargo wasmrun stop {port}` ends that"
            ),
        );
    }
    Finding::good("port", format!("{port} is taken by another program: `run` takes another"))
}
