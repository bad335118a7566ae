//! Decides how the interpreter's handlers reach one another.
//!
//! Handlers that end in a call of the next one are fastest, but Rust does not guarantee that such
//! a call is turned into a jump. Where it reliably is, `tail_dispatch` is set; everywhere else the
//! same handlers return to a loop. Debug assertions spoil it too; the source looks at those itself,
//! because a build script cannot see them.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(tail_dispatch)");
    if supports_tail_dispatch() {
        println!("cargo::rustc-cfg=tail_dispatch");
    }
}

#[expect(clippy::disallowed_methods, reason = "this is how cargo talks to build scripts")]
fn supports_tail_dispatch() -> bool {
    let is = |variable, wanted| env::var(variable).is_ok_and(|value| value == wanted);
    let forced_loop = env::var_os("CARGO_FEATURE_LOOP_DISPATCH").is_some();
    let miri = env::var_os("CARGO_CFG_MIRI").is_some();
    let optimised = !is("OPT_LEVEL", "0");
    is("CARGO_CFG_TARGET_ARCH", "x86_64") && optimised && !miri && !forced_loop
}
