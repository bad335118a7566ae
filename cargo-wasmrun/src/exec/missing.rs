//! Who would provide what a module imports in vain: told by the names that toolchains use.

use wasmrun_runtime::ImportType;

/// A kind of environment that modules are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Environment<'a> {
    /// WASI from 0.2 on, whose functions are those of components.
    Components,
    /// Preview 1 itself: the function is none of its.
    Preview1,
    /// The extension of preview 1 by threads.
    Threads,
    /// Wasmer's extension.
    Wasix,
    /// JavaScript that Go's compilers come with.
    Go,
    /// JavaScript that `wasm-bindgen` writes.
    Bindgen,
    /// JavaScript that Emscripten writes.
    Emscripten,
    /// The host that AssemblyScript assumes.
    AssemblyScript,
    /// JavaScript of some other origin, in this file.
    JavaScript(&'a str),
    /// Whatever defines the symbols that a linker left open.
    Symbols,
    /// Another module of this name.
    Module(&'a str),
}

impl<'a> Environment<'a> {
    fn of(module: &'a str, name: &str) -> Self {
        match module {
            "wasi_snapshot_preview1" | "wasi_unstable" => Self::Preview1,
            "wasi" if name == "thread-spawn" => Self::Threads,
            "wasi_snapshot_preview2" => Self::Components,
            "gojs" | "go" => Self::Go,
            "wbg" => Self::Bindgen,
            "env" if is_emscripten(name) => Self::Emscripten,
            "env" if matches!(name, "abort" | "seed" | "trace") => Self::AssemblyScript,
            "env" => Self::Symbols,
            _ if module.starts_with("wasix_") => Self::Wasix,
            _ if module.starts_with("__wbindgen") || module.ends_with("_bg.js") => Self::Bindgen,
            _ if matches!(module.rsplit_once('.'), Some((_, "js" | "mjs"))) => {
                Self::JavaScript(module)
            }
            // `wasi:io/streams@0.2.0`, or `cm32p2|wasi:io/streams@0.2`.
            _ if module.contains(':') && module.contains('/') => Self::Components,
            _ => Self::Module(module),
        }
    }

    fn hint(self) -> String {
        let known = match self {
            Self::Components => {
                "these functions are WASI 0.2's, for components; build it for `wasm32-wasip1`"
            }
            Self::Preview1 => {
                "this version of WASI has no such function; build it with a released toolchain \
                 for `wasm32-wasip1`"
            }
            Self::Threads => {
                "it was made for threads, which WASI has no standard for; build it for \
                 `wasm32-wasip1` instead of `wasm32-wasip1-threads`"
            }
            Self::Wasix => {
                "it was made for WASIX; build it for `wasm32-wasip1`, where `--allow-net` gives it \
                 sockets by the interface of WasmEdge"
            }
            Self::Go => {
                "it was made by Go for a page; build it with `GOOS=wasip1 GOARCH=wasm go build`, or \
                 open its project with `cargo wasmrun run`"
            }
            Self::Bindgen => {
                "it was made by wasm-bindgen for a page; open its project with `cargo wasmrun run`, \
                 or build it for `wasm32-wasip1` without wasm-bindgen"
            }
            Self::Emscripten => {
                "it was made by Emscripten for JavaScript; link it with `-sSTANDALONE_WASM`, or \
                 build it with a compiler for `wasm32-wasip1`"
            }
            Self::AssemblyScript => {
                "AssemblyScript assumes a host that has this; build it with \
                 `@assemblyscript/wasi-shim`, or do without, as in `asc --use abort=`"
            }
            Self::JavaScript(file) => {
                return format!(
                    "it was made for JavaScript, with `{file}` beside it; build it for \
                     `wasm32-wasip1`, or open its project with `cargo wasmrun run`"
                );
            }
            Self::Symbols => {
                "the linker left this to others; link what defines it into the module, or provide \
                 a module with `--preload env=FILE`"
            }
            Self::Module(name) => {
                return format!(
                    "provide a module with `--preload {name}=FILE`, or link all of it into one"
                );
            }
        };
        known.to_owned()
    }
}

/// Whether a symbol is one of the functions that Emscripten's JavaScript defines.
fn is_emscripten(name: &str) -> bool {
    let prefixes = ["emscripten_", "_emscripten_", "__syscall_", "invoke_", "_embind_", "_emval_"];
    prefixes.iter().any(|prefix| name.starts_with(prefix))
        || ["_abort_js", "__cxa_throw", "__assert_fail", "_tzset_js"].contains(&name)
}

/// What would provide the imports: each once, in the order of the imports.
pub fn hints(imports: &[ImportType<'_>]) -> Vec<String> {
    let mut environments: Vec<Environment<'_>> = Vec::new();
    for import in imports {
        let environment = Environment::of(import.module(), import.name());
        if !environments.contains(&environment) {
            environments.push(environment);
        }
    }
    environments.into_iter().map(Environment::hint).collect()
}
