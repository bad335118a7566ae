//! A page out of a module: wasm-bindgen's JavaScript, the project's assets, an `index.html`.

use std::io;
use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, Bindings, BuildParams, BuildResult, Context, Diagnostic, Error,
    ErrorKind, Result, RunMode, RunPlan, Severity, Tool, ToolStatus, outputs,
};

use super::compile::Outcome;
use super::module::{copy_changed, nothing_to_run, primary};
use crate::toolchain::{Bindgen, find_bindgen, needed_bindgen};

/// Folders whose files a page may ask for.
const ASSETS: [&str; 3] = ["assets", "public", "static"];
/// The page of a project that has none of its own.
const PAGE: &str = "\
<!doctype html>
<html>
<head>
<meta charset=\"utf-8\">
<title>{{name}}</title>
</head>
<body></body>
</html>
";

/// Makes a page of what cargo made.
pub(super) fn assemble(
    cx: &Context,
    params: &BuildParams,
    outcome: &Outcome,
    default: Option<&str>,
) -> Result<BuildResult> {
    let Some(primary) = primary(&outcome.modules, default) else {
        cx.diagnostic(nothing_to_run());
        return Ok(BuildResult::failed());
    };
    let module = &outcome.modules[primary];
    let root = &params.project_path;
    let Some(version) = needed_bindgen(root) else {
        cx.diagnostic(no_bindgen());
        return Ok(BuildResult::failed());
    };
    let bindgen = find_bindgen(cx, &version)?.ok_or_else(|| missing(&version))?;
    let output = &params.output_dir;
    let name = module.name.replace('-', "_");
    let made = ["_bg.wasm", ".js"].map(|end| format!("{name}{end}"));
    let folders = ["index.html", "snippets"].into_iter().chain(ASSETS).map(str::to_owned);
    outputs::remember(output, made.into_iter().chain(folders))?;
    if !bind(cx, &bindgen, &module.path, output, &name, params.debug)? {
        return Ok(BuildResult::failed());
    }
    let mut artifacts = vec![
        served(ArtifactKind::Wasm, output, &format!("{name}_bg.wasm")),
        served(ArtifactKind::JsGlue, output, &format!("{name}.js")),
    ];
    let page = page(root, &name)?;
    fs::write(output.join("index.html"), page)?;
    artifacts.push(served(ArtifactKind::Html, output, "index.html"));
    for folder in ASSETS {
        if root.join(folder).is_dir() {
            copy_tree(&root.join(folder), &output.join(folder))?;
        }
    }
    for file in style_sheets(root)? {
        outputs::remember(output, [file.clone()])?;
        copy_changed(&root.join(&file), &output.join(&file))?;
        artifacts.push(served(ArtifactKind::Css, output, &file));
    }
    let plan = RunPlan::new(RunMode::Browser, output.join("index.html"));
    Ok(BuildResult::succeeded(artifacts)
        .with_bindings(Bindings::WasmBindgen)
        .with_run(vec![plan])
        .with_fresh(false))
}

fn bind(
    cx: &Context,
    bindgen: &Bindgen,
    module: &Path,
    output: &Path,
    name: &str,
    debug: bool,
) -> Result<bool> {
    cx.progress("binding to JavaScript");
    let flags: &[&str] = if debug { &["--keep-debug", "--debug"] } else { &[] };
    let said = cx
        .tool(&bindgen.program)
        .args(["--target", "web", "--no-typescript", "--out-name", name])
        .args(flags)
        .arg("--out-dir")
        .arg(output)
        .arg(module)
        .run_in(output)?;
    if !said.success() {
        let message = said.stderr.lines().next().unwrap_or("wasm-bindgen failed");
        let message = message.trim_start_matches("error: ");
        let diagnostic = Diagnostic::new(Severity::Error, message).with_source("wasm-bindgen");
        cx.diagnostic(diagnostic.with_rendered(&said.stderr));
    }
    Ok(said.success())
}

/// The project's page with the program in it. Trunk's own marks, `data-trunk`, are of no use to a
/// browser, and do no harm.
fn page(root: &Path, name: &str) -> io::Result<String> {
    let page = match fs::read_to_string(root.join("index.html")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => PAGE.replace("{{name}}", name),
        page => page?,
    };
    let module = format!("{name}.js");
    if page.contains(&module) {
        // The page loads the program itself.
        return Ok(page);
    }
    let script =
        format!("<script type=\"module\">import init from \"./{module}\"; init();</script>\n");
    Ok(match page.find("</head>") {
        Some(end) => format!("{}{script}{}", &page[..end], &page[end..]),
        None => format!("{script}{page}"),
    })
}

fn served(kind: ArtifactKind, output: &Path, name: &str) -> Artifact {
    Artifact::primary(kind, output.join(name)).with_url_path(name)
}

fn style_sheets(root: &Path) -> io::Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let is_sheet = path.extension().is_some_and(|extension| extension == "css");
        if let (true, Some(name)) = (is_sheet, path.file_name().and_then(|name| name.to_str())) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        // A link to a folder may go round in a circle.
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else if entry.path().is_file() {
            copy_changed(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn no_bindgen() -> Diagnostic {
    let message = "a page needs the crate `wasm-bindgen`, which is not in Cargo.lock";
    Diagnostic::new(Severity::Error, message).with_hints(["cargo add wasm-bindgen"])
}

fn missing(version: &str) -> Error {
    let message = format!("`wasm-bindgen` {version} was not found");
    let tool = Tool::new("wasm-bindgen", ToolStatus::Missing)
        .with_requirement(format!("={version}"))
        .with_setup(true);
    Error::new(ErrorKind::ToolchainMissing, message)
        .with_hint(format!("cargo install wasm-bindgen-cli --version {version}"))
        .with_tool(tool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gets_the_program_once() {
        let folder = tempfile::tempdir().unwrap();
        let made = page(folder.path(), "app").unwrap();
        assert!(made.contains("import init from \"./app.js\"; init();</script>\n</head>"));
        fs::write(folder.path().join("index.html"), &made).unwrap();
        assert_eq!(page(folder.path(), "app").unwrap(), made);
        fs::write(folder.path().join("index.html"), "<p>").unwrap();
        assert!(page(folder.path(), "app").unwrap().ends_with("<p>"));
    }
}
