//! Downloads, unpacks and puts in place, so that a cut leaves nothing half-installed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Error, ErrorKind, Progress, Result, ToolOutput};

use super::package::PINNED;
use super::python;
use crate::toolchain::{SET_UP_FOLDER, zig_executable_name};

/// Begins the names of folders that are worked in; one that is left over was cut short.
const UNFINISHED: &str = ".setup-";

/// Brings the pinned package unless it is there. The caller holds the lock.
pub(crate) fn install(cx: &Context) -> Result<()> {
    let data = &cx.dirs().data;
    let place = data.join(SET_UP_FOLDER);
    if is_pinned(cx, &place)? {
        return Ok(());
    }
    remove_leftovers(data)?;
    let python = python::find(cx)?;
    let work = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(data)?;
    let wheel = download(cx, &python, work.path())?;
    cx.progress(format!("unpacking {} {}", PINNED.name, PINNED.version));
    let unpacked = unpack(cx, &python, &wheel, work.path())?;
    if !is_pinned(cx, &unpacked)? {
        return Err(Error::new(
            ErrorKind::ToolFailed,
            format!("{} {} was unpacked but does not run", PINNED.name, PINNED.version),
        ));
    }
    if place.exists() {
        fs::rename(&place, work.path().join("replaced"))?;
    }
    fs::rename(&unpacked, &place)?;
    Ok(())
}

/// Whether the folder holds the version that is pinned, and it runs.
fn is_pinned(cx: &Context, folder: &Path) -> Result<bool> {
    let program = folder.join(zig_executable_name());
    let zig = cx.find_tool(&program).version_args(["version"]).look_up()?;
    Ok(zig.version.as_deref() == Some(PINNED.version))
}

fn remove_leftovers(data: &Path) -> Result<()> {
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn download(cx: &Context, python: &Path, work: &Path) -> Result<PathBuf> {
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
}

fn unpack(cx: &Context, python: &Path, wheel: &Path, work: &Path) -> Result<PathBuf> {
    let tree = work.join("tree");
    let zipfile = cx.tool(python).args(["-m", "zipfile", "-e"]).arg(wheel).arg(&tree);
    let output = zipfile.run_in(work)?;
    if !output.success() {
        return Err(Error::new(
            ErrorKind::ToolFailed,
            format!("`{}` could not be unpacked", wheel.display()),
        ));
    }
    let unpacked = tree.join(PINNED.name);
    make_executable(&unpacked.join(zig_executable_name()))?;
    Ok(unpacked)
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
