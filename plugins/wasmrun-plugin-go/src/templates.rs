//! What `create` writes.

use wasmrun_plugin_sdk::template::Template;

/// The templates, the simplest first.
pub(crate) const TEMPLATES: [Template; 3] = [
    Template {
        name: "terminal",
        files: &[
            ("go.mod", MODULE),
            ("main.go", include_str!("../templates/terminal/main.go")),
            (".gitignore", GITIGNORE),
        ],
    },
    Template {
        name: "page",
        files: &[
            ("go.mod", MODULE),
            ("main.go", include_str!("../templates/page/main.go")),
            (".gitignore", GITIGNORE),
        ],
    },
    Template {
        name: "library",
        files: &[
            ("go.mod", "module {{identifier}}\n\ngo 1.24\n"),
            ("main.go", include_str!("../templates/library/main.go")),
            (".gitignore", GITIGNORE),
        ],
    },
];

const MODULE: &str = "module {{identifier}}\n\ngo 1.21\n";
const GITIGNORE: &str = "/.wasmrun\n";
