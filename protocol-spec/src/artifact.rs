//! Artifacts: the files that a build makes.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

open_enum! {
    /// What a file is for. An unknown kind is treated as [`ArtifactKind::Asset`].
    pub enum ArtifactKind {
        /// A WebAssembly module.
        Wasm = "wasm",
        /// JavaScript that loads a module.
        JsGlue = "js_glue",
        /// A page.
        Html = "html",
        /// A style sheet.
        Css = "css",
        /// A source map.
        SourceMap = "source_map",
        /// Type definitions of the JavaScript.
        TypeDefinitions = "type_definitions",
        /// Debug information in a file of its own.
        DebugInfo = "debug_info",
        /// Anything else.
        Asset = "asset",
    }
}

/// A file that a build made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Artifact {
    /// What it is for.
    pub kind: ArtifactKind,
    /// Where it is. Absolute, and inside `output_dir`, the project, `dirs.data` or `dirs.cache`.
    pub path: PathBuf,
    /// Whether it is the one that a run uses among those of its kind.
    #[serde(default)]
    pub primary: bool,
    /// Where a web server should offer it, relative to the root of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_path: Option<String>,
}

impl Artifact {
    /// A file that a run does not use by itself.
    pub fn new(kind: ArtifactKind, path: impl Into<PathBuf>) -> Self {
        Self { kind, path: path.into(), primary: false, url_path: None }
    }

    /// The file that a run uses among those of its kind.
    pub fn primary(kind: ArtifactKind, path: impl Into<PathBuf>) -> Self {
        Self { primary: true, ..Self::new(kind, path) }
    }
}

setters! { Artifact:
    /// Says where a web server should offer it.
    with_url_path(url_path: impl Into<String>) = Some(url_path.into());
}
