//! The page around a module: the project's own, with what it asks for, or one that loads the module.

use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{Artifact, ArtifactKind, Result, page};

use super::names;

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

/// Folders whose files a page may ask for.
const ASSETS: [&str; 3] = ["assets", "public", "static"];

/// Writes the page around the module that is `made` into the folder of outputs, and what the project's own
/// may ask for.
pub(super) fn write(
    root: &Path,
    output: &Path,
    name: &str,
    made: &mut Vec<Artifact>,
) -> Result<()> {
    let own = match fs::read_to_string(root.join("index.html")) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        text => Some(text?),
    };
    let is_own = own.is_some();
    let text = own.unwrap_or_else(|| PAGE.replace("{{name}}", name));
    fs::write(output.join("index.html"), text)?;
    made.push(page::served(ArtifactKind::Html, output, "index.html"));
    if is_own {
        made.extend(names::write(root, output, name)?);
        made.extend(page::copy_folders(root, &ASSETS, output)?);
        made.extend(page::copy_beside(root, output, made)?);
    }
    Ok(())
}
