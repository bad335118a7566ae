//! The executable under test, declared again so that this package can find it.

fn main() -> std::process::ExitCode {
    cargo_wasmrun::main(std::env::args_os())
}
