//! Emscripten: the compiler for pages, and one for WASI as well.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{Context, Result, ToolStatus};

use super::finding::Finding;
use super::{Driver, Toolchain};
use crate::build::Product;
use crate::project::ToolchainChoice;

/// How C++ exceptions work without JavaScript. Emscripten's own choice is to end a program that throws.
const EXCEPTIONS: &str = "-fwasm-exceptions";
/// Where Debian has the JavaScript that its Emscripten needs; a Node.js of other origin looks elsewhere.
const MODULES_OF_DEBIAN: &str = "/usr/share/nodejs";
/// A header for every source. What it defines is what Emscripten's library asks of JavaScript whenever
/// the memory grows. Without JavaScript, nobody has to know.
const WITHOUT_JAVASCRIPT: &str = "\
#ifdef __cplusplus
extern \"C\"
#endif
__attribute__((weak)) void emscripten_notify_memory_growth(unsigned long memory) { (void)memory; }
";

/// Looks for `emcc` on PATH.
pub(super) fn look(cx: &Context, product: Product) -> Result<Finding> {
    let mut tool = cx.find_tool("emcc").require(">=3.1").look_up()?;
    let toolchain = match (tool.status, &tool.path, &tool.version) {
        (ToolStatus::Found, Some(path), Some(version)) => {
            Some(toolchain(cx, path, version, product))
        }
        _ => None,
    };
    tool.required = false;
    Ok(Finding { tool, toolchain })
}

fn toolchain(cx: &Context, emcc: &Path, version: &str, product: Product) -> Toolchain {
    let mut compiler = vec!["-Wno-unused-command-line-argument".into()];
    let mut link_arguments = vec!["-sALLOW_MEMORY_GROWTH".to_owned()];
    let header = cx.dirs().cache.join("emscripten").join("without-javascript.h");
    if product == Product::Module {
        compiler.extend(["-include".into(), header.clone().into_os_string()]);
        // Whatever a build tool names the program, the file of that name is the module.
        link_arguments.extend(["-sSTANDALONE_WASM", "--oformat=wasm"].map(str::to_owned));
    }
    let driver = |name: &str, arguments: &[_]| {
        let file = emcc.file_name().map(|file| file.to_string_lossy().replace("emcc", name));
        Driver::new(emcc.with_file_name(file.unwrap_or_default()), arguments)
    };
    let modules = PathBuf::from(MODULES_OF_DEBIAN);
    Toolchain {
        choice: ToolchainChoice::Emscripten,
        version: version.to_owned(),
        c: driver("emcc", &compiler),
        cxx: driver("em++", &compiler),
        archiver: driver("emar", &[]),
        indexer: driver("emranlib", &[]),
        link_arguments,
        exceptions: vec![EXCEPTIONS.to_owned()],
        caches: Vec::new(),
        folders: Some(("NODE_PATH", modules))
            .filter(|(_, modules)| modules.is_dir())
            .into_iter()
            .collect(),
        header: (product == Product::Module).then_some((header, WITHOUT_JAVASCRIPT)),
    }
}
