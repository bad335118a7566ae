//! `test`: run a project's tests in the terminal.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::{BuildArgs, Timeout};

/// Arguments of `test`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "\
What counts as a test is up to the language:
  Rust            #[test], examples and integration tests, as for `cargo test`
  Go              functions Test… in *_test.go, as for `go test ./...`
  Python          unittest below `tests`, or pytest if the project requires it
  C, C++          each tests/*.c or *.cpp, a program that ends with status 0
                  what `ctest` lists; what a Makefile's target `test` runs
  AssemblyScript  each *.test.ts below `tests` or `assembly`, a program that ends with status 0")]
pub struct TestArgs {
    /// The project's folder
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Run the tests again when a source changes
    #[arg(long)]
    pub watch: bool,
    /// Look at the files again and again instead of being told of changes
    #[arg(long, requires = "watch")]
    pub poll: bool,
    /// Stop a program with tests when it has run for this long, such as 300ms, 10s or 2m
    #[arg(long, value_name = "DURATION")]
    pub timeout: Option<Timeout>,
    /// Arguments for the programs with the tests, such as a filter
    #[arg(last = true, value_name = "ARGS")]
    pub args: Vec<OsString>,
    /// How to build.
    #[command(flatten)]
    pub build: BuildArgs,
}
