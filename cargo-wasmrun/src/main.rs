//! The executable: everything is in the library, so that tests can reach it.

fn main() -> std::process::ExitCode {
    cargo_wasmrun::main(std::env::args_os())
}
