//! A page: the module, Go's own JavaScript, and an `index.html` that loads both.

use std::io;
use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{
    ArtifactKind, BuildParams, BuildResult, Context, Result, RunMode, RunPlan, outputs, page,
};

use super::compile::{Compiled, compile};
use super::options::Options;
use crate::compiler::Compiler;
use crate::project::Program;

const LOADER: &str = "wasm_exec.js";
/// The page of a project that has none of its own.
const PAGE: &str = include_str!("page.html");
/// Folders whose files a page may ask for.
const ASSETS: [&str; 3] = ["assets", "public", "static"];

/// Builds a program as a page.
pub(super) fn build(
    cx: &Context,
    compiler: &Compiler,
    params: &BuildParams,
    program: &Program,
    options: &Options,
) -> Result<BuildResult> {
    let (root, output) = (&params.project_path, &params.output_dir);
    let module = format!("{}.wasm", program.name);
    let compiled = compile(cx, compiler, root, program, options, &output.join(&module))?;
    if compiled == Compiled::Failed {
        return Ok(BuildResult::failed());
    }
    outputs::remember(output, [LOADER, "index.html"])?;
    fs::write(output.join(LOADER), fs::read(compiler.loader(cx, root)?)?)?;
    fs::write(output.join("index.html"), text(root, &program.name)?)?;
    let mut artifacts = vec![
        page::served(ArtifactKind::Wasm, output, &module),
        page::served(ArtifactKind::JsGlue, output, LOADER),
        page::served(ArtifactKind::Html, output, "index.html"),
    ];
    artifacts.extend(page::copy_folders(root, &ASSETS, output)?);
    artifacts.extend(page::copy_beside(root, output, &artifacts)?);
    let plan = RunPlan::new(RunMode::Browser, output.join("index.html"));
    Ok(BuildResult::succeeded(artifacts).with_run(vec![plan]))
}

/// The project's own page, which loads the module itself, or one that does.
fn text(root: &Path, name: &str) -> io::Result<String> {
    match fs::read_to_string(root.join("index.html")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(PAGE.replace("{{name}}", name)),
        text => text,
    }
}
