//! Downloads the package and unpacks it; a cut leaves nothing that looks installed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Error, ErrorKind, Progress, Result, ToolOutput, download};

use super::package::PINNED;
use super::python;
use crate::toolchain::zig_executable;

/// Brings the pinned package unless it is there.
pub(crate) fn install(cx: &Context) -> Result<()> {
    let place = super::folder(cx);
    if place.exists() && !runs(cx, &place)? {
        fs::remove_dir_all(&place)?;
    }
    download::install(cx, &place, |partial| fill(cx, partial))
}

/// Downloads and unpacks the package in the folder, so that nothing else is in it at the end.
fn fill(cx: &Context, folder: &Path) -> Result<()> {
    let python = python::find(cx)?;
    let work = folder.join("work");
    fs::create_dir(&work)?;
    let wheel = fetch(cx, &python, &work)?;
    cx.progress(format!("unpacking {} {}", PINNED.name, PINNED.version));
    unpack(cx, &python, &wheel, folder)?;
    fs::remove_dir_all(&work)?;
    if runs(cx, folder)? {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::ToolFailed,
        format!("{} {} was unpacked but does not run", PINNED.name, PINNED.version),
    ))
}

/// Whether the folder holds the version that is pinned, and it works.
fn runs(cx: &Context, folder: &Path) -> Result<bool> {
    let program = folder.join(zig_executable());
    let zig = cx.find_tool(&program).version_args(["version"]).look_up()?;
    Ok(zig.version.as_deref() == Some(PINNED.version))
}

fn fetch(cx: &Context, python: &Path, work: &Path) -> Result<PathBuf> {
    let [requirements, temporary, files] =
        ["requirements.txt", "temporary", "files"].map(|name| work.join(name));
    fs::write(&requirements, PINNED.requirement())?;
    fs::create_dir(&temporary)?;
    fs::create_dir(&files)?;
    let pip = cx
        .tool(python)
        .args(["-m", "pip", "download", "--require-hashes", "--no-deps"])
        .args(["--only-binary", ":all:", "--progress-bar", "off", "--disable-pip-version-check"])
        .arg("--requirement")
        .arg(&requirements)
        .arg("--dest")
        .arg(&files)
        .env("PIP_NO_INPUT", "1")
        .env("PIP_REQUIRE_VIRTUALENV", "0");
    // What pip leaves behind when it is cut short goes with the work folder.
    let pip = ["TMPDIR", "TEMP", "TMP"].iter().fold(pip, |pip, name| pip.env(name, &temporary));
    let output = watched(cx, work, || pip.run_in(work))?;
    let wheel = fs::read_dir(&files)?.next().transpose()?.map(|entry| entry.path());
    match wheel {
        Some(wheel) if output.success() => Ok(wheel),
        _ => Err(download_failed(&output)),
    }
}

/// Runs a download, and says now and then how much of it has arrived in the folder.
fn watched<T>(cx: &Context, folder: &Path, download: impl FnOnce() -> T) -> T {
    let message = format!("downloading {} {}", PINNED.name, PINNED.version);
    thread::scope(|scope| {
        let (ended, end) = channel::<()>();
        scope.spawn(move || {
            loop {
                let megabytes = (size_of_tree(folder) / 1_000_000).min(PINNED.megabytes);
                let progress = Progress::new(&message).with_count(megabytes, PINNED.megabytes);
                cx.progress(progress.with_unit("MB"));
                if end.recv_timeout(Duration::from_secs(1)) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
        });
        let result = download();
        drop(ended);
        result
    })
}

/// Bytes in all files below a folder. What vanishes meanwhile counts nothing.
fn size_of_tree(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size_of_tree(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

fn download_failed(output: &ToolOutput) -> Error {
    let package = format!("{} {}", PINNED.name, PINNED.version);
    if output.stderr.contains("DO NOT MATCH THE HASHES") {
        let message = format!("the download of {package} does not have the pinned checksum");
        return Error::new(ErrorKind::ToolFailed, message)
            .with_hint("ask who runs your package index: it offers another file under this name");
    }
    let said = output.stderr.lines().rfind(|line| line.starts_with("ERROR: "));
    let said = said.map_or("pip failed", |line| line.trim_start_matches("ERROR: "));
    Error::new(ErrorKind::Network, format!("pip could not download {package}: {said}"))
        .with_hint("check the network, or set PIP_INDEX_URL to your package index")
        .with_hint("or set WASI_SDK_PATH to a WASI SDK, or put `zig` on PATH")
}

fn unpack(cx: &Context, python: &Path, wheel: &Path, folder: &Path) -> Result<()> {
    let zipfile = cx.tool(python).args(["-m", "zipfile", "-e"]).arg(wheel).arg(folder);
    if !zipfile.run_in(folder)?.success() {
        let message = format!("`{}` could not be unpacked", wheel.display());
        return Err(Error::new(ErrorKind::ToolFailed, message));
    }
    make_executable(&folder.join(zig_executable()))
}

/// Python's zipfile does not restore permissions.
#[cfg(unix)]
fn make_executable(program: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    Ok(fs::set_permissions(program, std::fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}
