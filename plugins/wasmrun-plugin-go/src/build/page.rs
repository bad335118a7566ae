//! A page: the module, Go's own JavaScript, and an `index.html` that loads both.

use std::io;
use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Result, RunMode, RunPlan, outputs,
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
    outputs::remember(output, [LOADER, "index.html"].into_iter().chain(ASSETS))?;
    fs::write(output.join(LOADER), fs::read(compiler.loader(cx, root)?)?)?;
    fs::write(output.join("index.html"), page(root, &program.name)?)?;
    let mut artifacts = vec![
        served(ArtifactKind::Wasm, output, &module),
        served(ArtifactKind::JsGlue, output, LOADER),
        served(ArtifactKind::Html, output, "index.html"),
    ];
    for folder in ASSETS {
        if root.join(folder).is_dir() {
            copy_tree(root, Path::new(folder), output, &mut artifacts)?;
        }
    }
    let plan = RunPlan::new(RunMode::Browser, output.join("index.html"));
    Ok(BuildResult::succeeded(artifacts).with_run(vec![plan]))
}

/// The project's own page, which loads the module itself, or one that does.
fn page(root: &Path, name: &str) -> io::Result<String> {
    match fs::read_to_string(root.join("index.html")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(PAGE.replace("{{name}}", name)),
        page => page,
    }
}

fn served(kind: ArtifactKind, output: &Path, name: &str) -> Artifact {
    Artifact::primary(kind, output.join(name)).with_url_path(name)
}

fn copy_tree(
    root: &Path,
    folder: &Path,
    output: &Path,
    artifacts: &mut Vec<Artifact>,
) -> io::Result<()> {
    fs::create_dir_all(output.join(folder))?;
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        // A link to a folder may go round in a circle.
        if entry.file_type()?.is_dir() {
            copy_tree(root, &path, output, artifacts)?;
        } else if entry.path().is_file() {
            fs::copy(entry.path(), output.join(&path))?;
            let url = path.to_string_lossy().replace('\\', "/");
            artifacts
                .push(Artifact::new(ArtifactKind::Asset, output.join(&path)).with_url_path(url));
        }
    }
    Ok(())
}
