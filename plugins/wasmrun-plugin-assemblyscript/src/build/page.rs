//! The page around a module: the project's own, with what it asks for, or one that loads the module.

use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{Artifact, ArtifactKind, Result, outputs};

/// The page of a project that has none of its own.
const PAGE: &str = "\
<!doctype html>
<html>
<head>
<meta charset=\"utf-8\">
<title>{{name}}</title>
<script type=\"module\">
// What the module exports can be called from the browser's console.
window.module = await import(\"./{{name}}.js\");
</script>
</head>
<body></body>
</html>
";

/// Files beside the project's page that it may ask for.
const ASSETS: [&str; 4] = ["css", "js", "png", "svg"];

/// Writes the page into the folder of outputs, and copies what lies beside it.
pub(super) fn write(root: &Path, output: &Path, name: &str) -> Result<Vec<Artifact>> {
    let mut artifacts = Vec::new();
    let text = match fs::read_to_string(root.join("index.html")) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            PAGE.replace("{{name}}", name)
        }
        Err(error) => return Err(error.into()),
        Ok(text) => {
            copy_assets(root, output, &mut artifacts)?;
            text
        }
    };
    fs::write(output.join("index.html"), text)?;
    artifacts.push(served(ArtifactKind::Html, output, "index.html"));
    Ok(artifacts)
}

fn copy_assets(root: &Path, output: &Path, artifacts: &mut Vec<Artifact>) -> Result<()> {
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let (Some(name), Some(extension)) = (
            path.file_name().and_then(|name| name.to_str()),
            path.extension().and_then(|extension| extension.to_str()),
        ) else {
            continue;
        };
        if !ASSETS.contains(&extension) || !path.is_file() || output.join(name) == path {
            continue;
        }
        outputs::remember(output, [name])?;
        fs::copy(&path, output.join(name))?;
        let kind = if extension == "css" { ArtifactKind::Css } else { ArtifactKind::Asset };
        artifacts.push(Artifact::new(kind, output.join(name)).with_url_path(name));
    }
    Ok(())
}

fn served(kind: ArtifactKind, output: &Path, name: &str) -> Artifact {
    Artifact::primary(kind, output.join(name)).with_url_path(name)
}
