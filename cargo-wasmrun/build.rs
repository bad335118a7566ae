//! Links the executable for a quick start.
//!
//! The tables of the interpreter's handlers, and much else, hold about 25,000 addresses. In an executable that can lie anywhere, the
//! loader writes every one of them at each start, into pages that may otherwise never be touched. With fixed addresses there
//! is nothing to write. Heap, stack, libraries and the guests' memories still lie at random addresses.
//!
//! Every shared library takes time to load as well, and the one that unwinds the stack asks the processor for what it can, which in
//! a virtual machine takes longer than all the rest. So that one is linked in, where the compiler has it as an archive.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if is_linux_on_x86_64() {
        println!("cargo::rustc-link-arg-bins=-no-pie");
        if let Some(folder) = folder_of_unwinder() {
            println!("cargo::rustc-link-search=native={}", folder.display());
            println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is how cargo talks to build scripts")]
fn is_linux_on_x86_64() -> bool {
    let is = |variable, wanted| env::var(variable).is_ok_and(|value| value == wanted);
    is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("CARGO_CFG_TARGET_ARCH", "x86_64")
}

/// Where the archive lies, if the compiler that links has it. It repeats the name of what it has not.
#[expect(
    clippy::disallowed_methods,
    reason = "there is no terminal that the compiler could disturb"
)]
fn folder_of_unwinder() -> Option<PathBuf> {
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let answer = Command::new(linker).arg("-print-file-name=libgcc_eh.a").output().ok()?;
    let path = PathBuf::from(String::from_utf8(answer.stdout).ok()?.trim());
    path.is_absolute().then(|| path.parent().map(Path::to_owned))?
}
