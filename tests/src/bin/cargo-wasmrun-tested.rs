//! The executable under test, declared again, under a name of its own, so that this package can find it.

fn main() -> std::process::ExitCode {
    cargo_wasmrun::main(std::env::args_os())
}
