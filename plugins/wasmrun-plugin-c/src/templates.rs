//! What `create` writes.

use wasmrun_plugin_sdk::template::Template;

/// The templates, the simplest first.
pub(crate) const TEMPLATES: [Template; 2] = [
    Template {
        name: "terminal",
        files: &[
            ("main.c", include_str!("../templates/terminal.c")),
            ("compile_flags.txt", "-std=c17\n-Wall\n-Wextra\n"),
            (".gitignore", GITIGNORE),
        ],
    },
    Template {
        name: "cpp",
        files: &[
            ("main.cpp", include_str!("../templates/terminal.cpp")),
            ("compile_flags.txt", "-std=c++20\n-Wall\n-Wextra\n"),
            (".gitignore", GITIGNORE),
        ],
    },
];

const GITIGNORE: &str = "/.wasmrun\n";
