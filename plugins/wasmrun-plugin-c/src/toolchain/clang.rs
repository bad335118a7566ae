//! A clang on PATH, with a WASI library where distributions put one.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{Context, Result, ToolStatus};

use super::finding::Finding;
use super::probe::probe;
use super::{Driver, Toolchain};
use crate::project::ToolchainChoice;

/// A stack as large as on common systems, below the data, so that an overflow traps instead of
/// overwriting it. The linker's own choice, 64 KiB above the data, is too small for real programs.
pub(super) const STACK: [&str; 2] = ["-Wl,-z,stack-size=8388608", "-Wl,--stack-first"];
/// The libraries come without support for C++ exceptions.
pub(super) const NO_EXCEPTIONS: &str = "-fno-exceptions";

/// Names of the compiler, by the endings that distributions give it.
const SUFFIXES: [&str; 9] = ["", "-22", "-21", "-20", "-19", "-18", "-17", "-16", "-15"];
/// Where the library may be besides the compiler's own folders.
const SYSROOTS: [&str; 3] =
    ["/usr/share/wasi-sysroot", "/opt/wasi-sysroot", "/usr/local/share/wasi-sysroot"];
/// The target's name today, and before 2024.
const TARGETS: [&str; 2] = ["wasm32-wasip1", OLD_TARGET];
const OLD_TARGET: &str = "wasm32-wasi";

/// Looks for a clang that links.
pub(super) fn look(cx: &Context) -> Result<Finding> {
    let mut reason = None;
    for suffix in SUFFIXES {
        let tool = cx.find_tool(format!("clang{suffix}")).look_up()?;
        let (Some(path), Some(version), ToolStatus::Found) = (tool.path, tool.version, tool.status)
        else {
            continue;
        };
        for toolchain in possible(suffix, &path, &version) {
            match probe(cx, &toolchain)? {
                Ok(()) => return Ok(Finding::found(toolchain)),
                Err(error) => reason.get_or_insert(error),
            };
        }
    }
    let choice = ToolchainChoice::Clang;
    Ok(match reason {
        None => Finding::missing(choice, "there is no `clang` on PATH"),
        Some(reason) => {
            Finding::broken(choice, format!("it cannot build a small WASI program: {reason}"))
        }
    })
}

/// What `clang --version` says; `None` if it does not run.
pub(super) fn ask_version(cx: &Context, program: &Path) -> Result<Option<String>> {
    let tool = cx.find_tool(program).look_up()?;
    Ok(if tool.status == ToolStatus::Found { tool.version } else { None })
}

fn possible(suffix: &str, program: &Path, version: &str) -> Vec<Toolchain> {
    let sysroots = SYSROOTS.iter().map(Path::new).filter(|sysroot| sysroot.is_dir());
    let sysroots: Vec<Option<&Path>> = std::iter::once(None).chain(sysroots.map(Some)).collect();
    let targets = TARGETS.into_iter();
    targets
        .flat_map(|target| sysroots.iter().map(move |sysroot| (target, *sysroot)))
        .map(|(target, sysroot)| toolchain(suffix, program, version, target, sysroot))
        .collect()
}

fn toolchain(
    suffix: &str,
    program: &Path,
    version: &str,
    target: &str,
    sysroot: Option<&Path>,
) -> Toolchain {
    let mut arguments = vec![format!("--target={target}")];
    if target == OLD_TARGET {
        // Newer compilers warn of the name; the user's flags may make that an error.
        arguments.extend(["-Wno-deprecated", "-Wdeprecated-declarations"].map(str::to_owned));
    }
    arguments.extend(sysroot.map(|sysroot| format!("--sysroot={}", sysroot.display())));
    let beside = |name: &str| -> PathBuf {
        let beside = program.with_file_name(format!("{name}{suffix}"));
        if beside.is_file() { beside } else { format!("{name}{suffix}").into() }
    };
    Toolchain {
        choice: ToolchainChoice::Clang,
        version: version.to_owned(),
        c: Driver::new(program, &arguments),
        cxx: Driver::new(beside("clang++"), &arguments),
        archiver: Driver::new(beside("llvm-ar"), [] as [&str; 0]),
        indexer: Driver::new(beside("llvm-ranlib"), [] as [&str; 0]),
        link_arguments: STACK.map(str::to_owned).to_vec(),
        exceptions: vec![NO_EXCEPTIONS.to_owned()],
        caches: Vec::new(),
        folders: Vec::new(),
        header: None,
    }
}
