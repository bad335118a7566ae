//! A page out of a module: wasm-bindgen's JavaScript, the project's assets, an `index.html`.

use std::io;
use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, Bindings, BuildParams, BuildResult, Context, Diagnostic, Error,
    ErrorKind, Result, RunMode, RunPlan, Severity, Tool, ToolStatus, outputs,
};

use super::compile::{Module, Outcome};
use super::index::{Asset, Index, LeftOut, Plan, carry_out, with_script};
use super::module::{nothing_to_run, primary};
use super::style::StyleCompiler;
use super::{assets, embedded};
use crate::project::{is_for_trunk, locked_version, title};
use crate::toolchain::{Bindgen, find_bindgen, needed_bindgen};

/// Folders whose files a page may ask for, unless its marks for Trunk say which.
const ASSETS: [&str; 3] = ["assets", "public", "static"];
/// Crates that make many pages of an app's one.
const ROUTERS: [&str; 4] = ["dioxus-router", "leptos_router", "sycamore-router", "yew-router"];
/// The page of a project that has none of its own. Dioxus looks for the element.
const PAGE: &str = "\
<!doctype html>
<html>
<head>
<meta charset=\"utf-8\">
<title>{{name}}</title>
</head>
<body><div id=\"main\"></div></body>
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
    let (root, output) = (&params.project_path, &params.output_dir);
    let name = module.name.replace('-', "_");
    let index = index(root, &name, &style_compilers(cx)?)?;
    let assets = index.assets.iter().map(|asset| asset.to.split('/').next().unwrap_or(&asset.to));
    let styles = index.styles.iter().map(|style| style.to.as_str());
    let [wasm, script] = [format!("{name}_bg.wasm"), format!("{name}.js")];
    let made = [&*wasm, &script, "index.html", "snippets", embedded::FOLDER];
    outputs::remember(output, made.into_iter().chain(assets).chain(styles))?;
    let Some(fresh) = bind(cx, params, module, &name)? else {
        return Ok(BuildResult::failed());
    };
    fs::write(output.join("index.html"), &index.text)?;
    let mut artifacts = vec![
        served(ArtifactKind::Wasm, output, &wasm),
        served(ArtifactKind::JsGlue, output, &script),
        served(ArtifactKind::Html, output, "index.html"),
    ];
    for left_out in &index.left_out {
        cx.diagnostic(not_carried_out(root, left_out));
    }
    for style in &index.styles {
        if !style.compile(cx, root, output)? {
            return Ok(BuildResult::failed());
        }
        let artifact = Artifact::new(ArtifactKind::Css, output.join(&style.to));
        artifacts.push(artifact.with_url_path(&*style.to));
    }
    for Asset { from, to } in
        index.assets.iter().chain(&named_by_program(root, output, &wasm, &index)?)
    {
        if !root.join(from).exists() {
            cx.diagnostic(no_asset(root, from));
            return Ok(BuildResult::failed());
        }
        assets::copy(&root.join(from), output, to, &mut artifacts)?;
    }
    let plan = RunPlan::new(RunMode::Browser, output.join("index.html"));
    Ok(BuildResult::succeeded(artifacts)
        .with_bindings(Bindings::WasmBindgen)
        .with_run(vec![plan])
        .with_fresh(outcome.fresh && fresh))
}

/// What the program itself asks for, where it is not copied with a folder anyway.
fn named_by_program(
    root: &Path,
    output: &Path,
    wasm: &str,
    index: &Index,
) -> io::Result<Vec<Asset>> {
    const LIBRARY: &str = "manganis";
    if !root.ancestors().any(|folder| locked_version(folder, LIBRARY).is_some()) {
        return Ok(Vec::new());
    }
    let mut assets = embedded::resolve(&output.join(wasm), root)?;
    let copied: Vec<_> = index.assets.iter().map(|asset| root.join(&asset.from)).collect();
    assets.retain(|asset| !copied.iter().any(|folder| asset.from.starts_with(folder)));
    assets.sort_by(|first, second| first.to.cmp(&second.to));
    assets.dedup_by(|first, second| first.to == second.to);
    Ok(assets)
}

/// Has wasm-bindgen write the JavaScript, unless it did for this very module; says whether it had.
/// `None` if it failed, of which the host was told.
fn bind(cx: &Context, params: &BuildParams, module: &Module, name: &str) -> Result<Option<bool>> {
    let Some(version) = needed_bindgen(&params.project_path) else {
        cx.diagnostic(no_bindgen());
        return Ok(None);
    };
    let bindgen = find_bindgen(cx, &version)?.ok_or_else(|| missing(&version))?;
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let bound = params.output_dir.join(format!("{name}_bg.wasm"));
    if modified(&bound).is_some_and(|bound| Some(bound) > modified(&module.path)) {
        return Ok(Some(true));
    }
    Ok(run(cx, &bindgen, &module.path, params, name)?.then_some(false))
}

fn run(
    cx: &Context,
    bindgen: &Bindgen,
    module: &Path,
    params: &BuildParams,
    name: &str,
) -> Result<bool> {
    cx.progress("binding to JavaScript");
    let output = &params.output_dir;
    let flags: &[&str] = if params.debug { &["--keep-debug", "--debug"] } else { &[] };
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

/// The compilers for style sheets that are there.
fn style_compilers(cx: &Context) -> Result<Vec<StyleCompiler>> {
    let mut found = Vec::new();
    for compiler in [StyleCompiler::Sass, StyleCompiler::Tailwind] {
        if compiler.is_there(cx)? {
            found.push(compiler);
        }
    }
    Ok(found)
}

/// The page with the program in it, and what it asks for.
fn index(root: &Path, name: &str, compilers: &[StyleCompiler]) -> io::Result<Index> {
    let page = match fs::read_to_string(root.join("index.html")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let title = title(root).unwrap_or_else(|| name.to_owned());
            PAGE.replace("{{name}}", &title)
        }
        page => page?,
    };
    let place = place(root, &page);
    let script = format!(
        "<script type=\"module\">import init from \"{place}{name}.js\"; init();</script>\n"
    );
    if is_for_trunk(&page) {
        return Ok(carry_out(&page, &Plan { root, place, script: &script, compilers }));
    }
    let folders = ASSETS.into_iter().filter(|folder| root.join(folder).is_dir());
    let assets = folders.map(str::to_owned).chain(style_sheets(root)?);
    let assets = assets.map(|name| Asset { from: name.clone().into(), to: name }).collect();
    // It may load the program itself.
    let loads = page.contains(&format!("{name}.js"));
    let text = if loads { page } else { with_script(&page, &script) };
    Ok(Index { text, assets, ..Index::default() })
}

/// What stands before the names of files in the page. An app may lie below any path, unless it has a router: then its page has
/// addresses of several parts, and lies at the root if it does not say where by a `<base>`.
fn place(root: &Path, page: &str) -> &'static str {
    let has = |name| root.ancestors().any(|folder| locked_version(folder, name).is_some());
    if ROUTERS.into_iter().any(has) && !names_base(page) { "/" } else { "./" }
}

/// Whether `page` says itself what its addresses are relative to; what Trunk is to fill in says nothing.
fn names_base(page: &str) -> bool {
    let page = page.to_ascii_lowercase();
    let mut tags = page.split("<base ").skip(1).map(|rest| rest.split('>').next().unwrap_or(rest));
    tags.any(|tag| tag.contains("href=") && !tag.contains("data-trunk"))
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

fn no_bindgen() -> Diagnostic {
    let message = "a page needs the crate `wasm-bindgen`, which is not in Cargo.lock";
    Diagnostic::new(Severity::Error, message).with_hints(["add it with `cargo add wasm-bindgen`"])
}

fn not_carried_out(root: &Path, LeftOut { mark, needs }: &LeftOut) -> Diagnostic {
    let (why, hint) = match needs {
        Some(compiler) => ("its compiler is not there", compiler.install()),
        None => ("only Trunk can carry it out", "cargo install --locked trunk"),
    };
    let message = format!("`{mark}` is left out: {why}");
    let span = wasmrun_plugin_sdk::Span::new(root.join("index.html"), place_of(root, mark));
    Diagnostic::new(Severity::Warning, message)
        .with_span(span)
        .with_hints([format!("install it with `{hint}`")])
}

fn no_asset(root: &Path, asset: &Path) -> Diagnostic {
    let text = asset.to_string_lossy();
    let message = format!("the page asks for `{text}`, which is not there");
    let span = wasmrun_plugin_sdk::Span::new(root.join("index.html"), place_of(root, &text));
    Diagnostic::new(Severity::Error, message).with_span(span)
}

/// Where a text stands in the page.
fn place_of(root: &Path, text: &str) -> wasmrun_plugin_sdk::Position {
    let page = fs::read_to_string(root.join("index.html")).unwrap_or_default();
    let before = &page[..page.find(text).unwrap_or(0)];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    wasmrun_plugin_sdk::Position::new(line as u32, column as u32)
}

fn missing(version: &str) -> Error {
    let message = format!("`wasm-bindgen` {version} was not found");
    let tool = Tool::new("wasm-bindgen", ToolStatus::Missing)
        .with_requirement(format!("={version}"))
        .with_setup(true);
    Error::new(ErrorKind::ToolchainMissing, message)
        .with_hint(format!("install it with `cargo install wasm-bindgen-cli --version {version}`"))
        .with_tool(tool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gets_the_program_once() {
        let folder = tempfile::tempdir().unwrap();
        let page = || index(folder.path(), "app", &[]).unwrap().text;
        let made = page();
        assert!(made.contains("import init from \"./app.js\"; init();</script>\n</head>"));
        fs::write(folder.path().join("index.html"), &made).unwrap();
        assert_eq!(page(), made);
        fs::write(folder.path().join("index.html"), "<p>").unwrap();
        assert!(page().ends_with("<p>"));
    }

    #[test]
    fn an_app_with_a_router_is_found_from_all_its_pages() {
        let folder = tempfile::tempdir().unwrap();
        let lock = "[[package]]\nname = \"yew-router\"\nversion = \"0.18.0\"\n";
        fs::write(folder.path().join("Cargo.lock"), lock).unwrap();
        let text = index(folder.path(), "app", &[]).unwrap().text;
        assert!(text.contains("import init from \"/app.js\""));
        for (base, place) in
            [("<base href=\"/shop/\">", "./"), ("<base data-trunk-public-url/>", "/")]
        {
            fs::write(folder.path().join("index.html"), format!("<head>{base}</head>")).unwrap();
            let text = index(folder.path(), "app", &[]).unwrap().text;
            assert!(text.contains(&format!("import init from \"{place}app.js\"")), "{text}");
        }
    }

    #[test]
    fn texts_are_found_by_line_and_column() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<p>\nü<link>").unwrap();
        let place = place_of(folder.path(), "<link>");
        assert_eq!((place.line, place.column), (2, 2));
    }
}
