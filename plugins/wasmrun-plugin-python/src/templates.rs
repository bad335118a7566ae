//! What `create` writes.

use wasmrun_plugin_sdk::template::Template;

/// The templates, the simplest first.
pub(crate) const TEMPLATES: [Template; 2] = [
    Template {
        name: "script",
        files: &[("main.py", include_str!("../templates/main.py")), (".gitignore", GITIGNORE)],
    },
    Template {
        name: "package",
        files: &[
            ("pyproject.toml", include_str!("../templates/manifest.toml")),
            ("{{identifier}}/__init__.py", include_str!("../templates/package.py")),
            ("{{identifier}}/__main__.py", include_str!("../templates/package_main.py")),
            ("tests/__init__.py", ""),
            ("tests/test_greeting.py", include_str!("../templates/test_greeting.py")),
            (".gitignore", GITIGNORE),
        ],
    },
];

const GITIGNORE: &str = "/.wasmrun\n__pycache__\n";
