//! Builds the client, a module for the browser, which the server has inside.

use std::env;
use std::path::Path;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

fn main() {
    for input in ["client/src", "client/Cargo.toml", "src/view.rs"] {
        println!("cargo:rerun-if-changed={input}");
    }
    let out = env::var("OUT_DIR").expect("cargo says where to build");
    let folder = Path::new(&out).join("client");
    let status = Command::new(env::var("CARGO").expect("cargo says where it is"))
        .args(["build", "--release", "--target", TARGET, "--manifest-path", "client/Cargo.toml"])
        .arg("--target-dir")
        .arg(&folder)
        // These are about the server.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET")
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the client does not compile");
    let module = folder.join(TARGET).join("release/guestbook_client.wasm");
    println!("cargo:rustc-env=CLIENT={}", module.display());
}
