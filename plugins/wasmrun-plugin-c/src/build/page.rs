//! The page around a program that Emscripten linked: its files, and an `index.html` that loads them.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{Artifact, ArtifactKind, Error, ErrorKind, Result, outputs, page};

/// The page's name.
pub(super) const INDEX: &str = "index.html";
/// The frame of a project that has none of its own.
const FRAME: &str = include_str!("page.html");
/// Where a frame wants the program; Emscripten's own mark.
const MARK: &str = "{{{ SCRIPT }}}";
/// Folders whose files a page may ask for.
const ASSETS: [&str; 3] = ["assets", "public", "static"];

/// Puts the page for `program`, a module with its JavaScript beside it, into `output`.
pub(super) fn assemble(
    root: &Path,
    program: &Path,
    frame: Option<&str>,
    output: &Path,
) -> Result<Vec<Artifact>> {
    let name = program.file_stem().unwrap_or_default().to_string_lossy();
    if !program.with_extension("js").is_file() {
        let message = format!("`{name}.wasm` was linked without the JavaScript that loads it");
        return Err(Error::new(ErrorKind::ProjectInvalid, message)
            .with_hint("link to a file that ends in `.js` or `.html`"));
    }
    let mut artifacts = Vec::new();
    for file in files_of(program) {
        outputs::remember(output, [file.as_str()])?;
        fs::copy(program.with_file_name(&file), output.join(&file))?;
        artifacts.push(artifact(output, &file));
    }
    let own = program.with_extension("html");
    let text = if own.is_file() { fs::read_to_string(own)? } else { frame_of(root, frame)? };
    outputs::remember(output, [INDEX])?;
    fs::write(output.join(INDEX), with_program(&text, &name))?;
    artifacts.push(page::served(ArtifactKind::Html, output, INDEX));
    artifacts.extend(page::copy_folders(root, &ASSETS, output)?);
    Ok(artifacts)
}

/// The files that the linker wrote for the program, and that the browser asks for.
fn files_of(program: &Path) -> Vec<String> {
    const ENDINGS: [&str; 6] = ["js", "wasm", "data", "worker.js", "wasm.map", "symbols"];
    let stem = program.file_stem().unwrap_or_default().to_string_lossy();
    let possible = ENDINGS.map(|ending| format!("{stem}.{ending}"));
    possible.into_iter().filter(|file| program.with_file_name(file).is_file()).collect()
}

fn artifact(output: &Path, file: &str) -> Artifact {
    let kind = match Path::new(file).extension().and_then(OsStr::to_str) {
        Some("wasm") => ArtifactKind::Wasm,
        Some("js") if !file.ends_with(".worker.js") => ArtifactKind::JsGlue,
        Some("map") => ArtifactKind::SourceMap,
        _ => return Artifact::new(ArtifactKind::Asset, output.join(file)).with_url_path(file),
    };
    page::served(kind, output, file)
}

/// The frame that the flags name, else one with a usual name, else ours.
fn frame_of(root: &Path, named: Option<&str>) -> io::Result<String> {
    if let Some(named) = named {
        return fs::read_to_string(root.join(named));
    }
    for usual in ["shell.html", INDEX] {
        match fs::read_to_string(root.join(usual)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            text => return text,
        }
    }
    Ok(FRAME.to_owned())
}

/// The frame with the program in it. One that loads it by itself stays as it is.
fn with_program(frame: &str, name: &str) -> String {
    let script = format!("<script async src=\"{name}.js\"></script>");
    let frame = frame.replace("{{name}}", name);
    if frame.contains(MARK) {
        return frame.replace(MARK, &script);
    }
    if frame.contains(&format!("{name}.js")) {
        return frame;
    }
    match frame.rfind("</body>") {
        Some(end) => format!("{}{script}\n{}", &frame[..end], &frame[end..]),
        None => format!("{frame}{script}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_gets_the_program_once() {
        let script = "<script async src=\"app.js\"></script>";
        assert_eq!(with_program("<p>{{{ SCRIPT }}}</p>", "app"), format!("<p>{script}</p>"));
        assert_eq!(with_program("<body></body>", "app"), format!("<body>{script}\n</body>"));
        assert_eq!(with_program("<p>", "app"), format!("<p>{script}\n"));
        assert_eq!(with_program(script, "app"), script);
        assert!(with_program(FRAME, "app").contains(script));
    }

    #[test]
    fn a_program_comes_with_all_that_it_loads() {
        let [root, made, output] = [(); 3].map(|()| tempfile::tempdir().unwrap());
        for file in ["app.wasm", "app.js", "app.data", "app.o", "other.js"] {
            fs::write(made.path().join(file), "").unwrap();
        }
        let program = made.path().join("app.wasm");
        let artifacts = assemble(root.path(), &program, None, output.path()).unwrap();
        let urls: Vec<_> = artifacts.iter().map(|a| a.url_path.as_deref().unwrap()).collect();
        assert_eq!(urls, ["app.js", "app.wasm", "app.data", "index.html"]);
        fs::remove_file(made.path().join("app.js")).unwrap();
        let error = assemble(root.path(), &program, None, output.path()).unwrap_err();
        assert!(error.hints()[0].contains(".js"), "{error}");
    }
}
