//! Links the executable for a quick start.
//!
//! The tables of the interpreter's handlers, and much else, hold about 25,000 addresses. In an executable that can lie anywhere, the
//! loader writes every one of them at each start, into pages that may otherwise never be touched. With fixed addresses there
//! is nothing to write. Heap, stack, libraries and the guests' memories still lie at random addresses.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if is_linux_on_x86_64() {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

#[expect(clippy::disallowed_methods, reason = "this is how cargo talks to build scripts")]
fn is_linux_on_x86_64() -> bool {
    let is = |variable, wanted| env::var(variable).is_ok_and(|value| value == wanted);
    is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("CARGO_CFG_TARGET_ARCH", "x86_64")
}
