//! What `create` writes.

use wasmrun_plugin_sdk::template::Template;

/// The templates, the simplest first.
pub(crate) const TEMPLATES: [Template; 2] = [
    Template {
        name: "terminal",
        files: &[
            ("asconfig.json", include_str!("../templates/terminal-asconfig.json")),
            ("assembly/index.ts", include_str!("../templates/terminal.ts")),
            ("assembly/tsconfig.json", TYPES),
            (".gitignore", GITIGNORE),
        ],
    },
    Template {
        name: "page",
        files: &[
            ("asconfig.json", include_str!("../templates/page-asconfig.json")),
            ("assembly/index.ts", include_str!("../templates/page.ts")),
            ("index.html", include_str!("../templates/page.html")),
            ("assembly/tsconfig.json", TYPES),
            (".gitignore", GITIGNORE),
        ],
    },
];

/// What an editor needs to know AssemblyScript from TypeScript, once the compiler is installed.
const TYPES: &str =
    "{\n  \"extends\": \"assemblyscript/std/assembly.json\",\n  \"include\": [\"./**/*.ts\"]\n}\n";
const GITIGNORE: &str = "/.wasmrun\n/build\n/node_modules\n";
