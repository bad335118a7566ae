//! Run plans for the programs with a project's tests.

use std::path::PathBuf;

use wasmrun_protocol::{Access, Preopen, RunMode, RunPlan};

use crate::{BuildParams, Result, outputs};

/// The folders for the programs and for temporary files, in the folder of outputs: hidden, since the rest
/// may be a page's, and served.
const PROGRAMS: &str = ".tests";
const SCRATCH: &str = ".tests-tmp";
/// Its name for the guest.
const GUEST: &str = "/tmp";

/// The folder for programs with tests, below the folder of outputs. It is there, and known to
/// [`outputs`].
///
/// # Errors
///
/// `io` if it cannot be made.
pub fn folder(params: &BuildParams) -> Result<PathBuf> {
    let folder = params.output_dir.join(PROGRAMS);
    outputs::remember(&params.output_dir, [PROGRAMS])?;
    fs_err::create_dir_all(&folder)?;
    Ok(folder)
}

/// A plan for a program with tests: it has this name, sees `folders`, for reading, and may write to
/// `/tmp`, a folder of its own below the folder of outputs.
///
/// # Errors
///
/// `io` if that folder cannot be made.
///
/// ```no_run
/// use wasmrun_plugin_sdk::{BuildParams, Preopen, Result, RunPlan, suite};
///
/// # fn example(params: &BuildParams) -> Result<RunPlan> {
/// let program = suite::folder(params)?.join("parser.wasm");
/// suite::plan(params, program, "parser", vec![Preopen::new(&params.project_path, ".")])
/// # }
/// ```
pub fn plan(
    params: &BuildParams,
    program: impl Into<PathBuf>,
    name: &str,
    folders: Vec<Preopen>,
) -> Result<RunPlan> {
    let scratch = params.output_dir.join(SCRATCH);
    outputs::remember(&params.output_dir, [SCRATCH])?;
    fs_err::create_dir_all(&scratch)?;
    let mut preopens = folders;
    preopens.push(Preopen::new(scratch, GUEST).with_access(Access::ReadWrite));
    let plan = RunPlan::new(RunMode::Wasi, program).with_name(RunPlan::TEST);
    Ok(plan
        .with_args([name])
        .with_env([("TMPDIR".to_owned(), GUEST.to_owned())].into())
        .with_preopens(preopens))
}
