//! The module under the names that `asconfig.json` gives it: the project's own page asks for one of these, whatever the
//! level of optimization.

use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{Artifact, ArtifactKind, Result, outputs};

use crate::project::Configuration;

/// Writes the module `name` and its bindings under their other names, too; gives what was written.
pub(super) fn write(root: &Path, output: &Path, name: &str) -> Result<Vec<Artifact>> {
    let mut written = Vec::new();
    for other in Configuration::read(root).module_names() {
        if other == name {
            continue;
        }
        let module = format!("{other}.wasm");
        let first = other.split('/').next().filter(|first| *first != other);
        let made = [first.map_or_else(|| module.clone(), str::to_owned), format!("{other}.js")];
        outputs::remember(output, made)?;
        if let Some(folder) = output.join(&module).parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(output.join(format!("{name}.wasm")), output.join(&module))?;
        written.push(artifact(ArtifactKind::Wasm, output, module));
        if output.join(format!("{name}.js")).is_file() {
            let script = format!("{other}.js");
            fs::write(output.join(&script), bindings(&other, name))?;
            written.push(artifact(ArtifactKind::JsGlue, output, script));
        }
    }
    Ok(written)
}

/// A script that exports what the bindings of `name` do: two of them would be two instances of the module.
fn bindings(other: &str, name: &str) -> String {
    let up = "../".repeat(other.matches('/').count());
    let up = if up.is_empty() { "./" } else { &up };
    format!("export * from {};\n", serde_json::Value::from(format!("{up}{name}.js")))
}

fn artifact(kind: ArtifactKind, output: &Path, address: String) -> Artifact {
    Artifact::new(kind, output.join(&address)).with_url_path(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_folder_leads_to_the_bindings_above_it() {
        assert_eq!(bindings("build/release", "app"), "export * from \"../app.js\";\n");
        assert_eq!(bindings("release", "app"), "export * from \"./app.js\";\n");
    }
}
