//! What `create` writes.

use wasmrun_plugin_sdk::template::Template;

/// The templates, the simplest first.
pub(crate) const TEMPLATES: [Template; 3] = [
    Template {
        name: "terminal",
        files: &[
            ("Cargo.toml", include_str!("../templates/terminal/manifest.toml")),
            ("src/main.rs", include_str!("../templates/terminal/main.txt")),
            (".gitignore", GITIGNORE),
        ],
    },
    Template {
        name: "page",
        files: &[
            ("Cargo.toml", include_str!("../templates/page/manifest.toml")),
            ("src/lib.rs", include_str!("../templates/page/lib.txt")),
            ("index.html", include_str!("../templates/page/index.html")),
            (".gitignore", GITIGNORE),
        ],
    },
    Template {
        name: "library",
        files: &[
            ("Cargo.toml", include_str!("../templates/library/manifest.toml")),
            ("src/lib.rs", include_str!("../templates/library/lib.txt")),
            (".gitignore", GITIGNORE),
        ],
    },
];

const GITIGNORE: &str = "/target\n/.wasmrun\n";
