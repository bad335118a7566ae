//! What the host asks of a build, as flags.

use wasmrun_plugin_sdk::{BuildParams, Error, ErrorKind, OptimizationLevel, Result, TargetFormat};

use super::module::Keep;
use crate::project::ToolchainChoice;

/// Names of the target of modules, today's first, and of that of pages.
pub(crate) const TARGETS: [&str; 3] = ["wasm32-wasip1", "wasm32-wasi", PAGE_TARGET];
const PAGE_TARGET: &str = "wasm32-emscripten";

/// What a build makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    /// A module for WASI.
    Module,
    /// A page, with the module and the JavaScript that it loads.
    Page,
}

/// How to compile, and what of it to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) product: Product,
    optimization: &'static str,
    debug: bool,
    pub(super) keep: Keep,
}

impl Options {
    /// Reads the parameters.
    ///
    /// # Errors
    ///
    /// `unsupported_option` for what this plugin cannot make.
    pub(crate) fn new(params: &BuildParams) -> Result<Self> {
        let (optimization, stripped) = match params.optimization_level {
            OptimizationLevel::Debug => ("-O0", Keep::Names),
            OptimizationLevel::Release => ("-O2", Keep::Names),
            OptimizationLevel::Size => ("-Oz", Keep::Nothing),
            _ => {
                return Err(unsupported("this optimization level is not known".to_owned())
                    .with_hint("choose one with `--optimization release`"));
            }
        };
        let keep = if params.debug { Keep::Everything } else { stripped };
        Ok(Self { product: product(params)?, optimization, debug: params.debug, keep })
    }

    /// Flags for every compilation.
    pub(super) fn compiler_flags(self) -> Vec<String> {
        let debug = self.debug.then_some("-g");
        std::iter::once(self.optimization).chain(debug).map(str::to_owned).collect()
    }

    /// Flags for linking, besides those that the toolchain always gets. Only Emscripten works on the
    /// module once more after that, and takes the names out unless told otherwise.
    pub(super) fn linker_flags(self, toolchain: ToolchainChoice) -> Vec<String> {
        if toolchain != ToolchainChoice::Emscripten {
            return Vec::new();
        }
        let mut flags = self.compiler_flags();
        if self.keep == Keep::Names {
            flags.push("--profiling-funcs".to_owned());
        }
        flags
    }
}

fn product(params: &BuildParams) -> Result<Product> {
    let target = params.target.as_deref();
    let is_for_page = target.map(|target| target == PAGE_TARGET);
    if let Some(target) = target.filter(|target| !TARGETS.contains(target)) {
        let message = format!("C and C++ cannot be built for the target `{target}`");
        return Err(unsupported(message).with_hint(format!("choose `--target {}`", TARGETS[0])));
    }
    match (params.target_format, is_for_page) {
        (TargetFormat::Wasm, None | Some(false)) => Ok(Product::Module),
        (TargetFormat::Webapp, None | Some(true)) => Ok(Product::Page),
        (TargetFormat::Wasm, Some(true)) => {
            let message = format!("what is built for `{PAGE_TARGET}` runs in a page only");
            Err(unsupported(message).with_hint("build a page with `--format web`"))
        }
        (TargetFormat::Webapp, Some(false)) => {
            let message = "a page cannot be built for WASI".to_owned();
            Err(unsupported(message).with_hint(format!("choose `--target {PAGE_TARGET}`")))
        }
        (format, _) => {
            let message = format!("C and C++ cannot be built as `{format}`");
            Err(unsupported(message).with_hint("build a module with `--format wasm`"))
        }
    }
}

fn unsupported(message: String) -> Error {
    Error::new(ErrorKind::UnsupportedOption, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params() -> BuildParams {
        BuildParams::new("/p", "/p/out")
    }

    #[test]
    fn each_level_has_its_flags() {
        let flags = |level, debug| {
            let options = params().with_optimization_level(level).with_debug(debug);
            let options = Options::new(&options).unwrap();
            (options.compiler_flags().join(" "), options.keep)
        };
        assert_eq!(flags(OptimizationLevel::Debug, true), ("-O0 -g".into(), Keep::Everything));
        assert_eq!(flags(OptimizationLevel::Debug, false), ("-O0".into(), Keep::Names));
        assert_eq!(flags(OptimizationLevel::Release, false), ("-O2".into(), Keep::Names));
        assert_eq!(flags(OptimizationLevel::Size, false), ("-Oz".into(), Keep::Nothing));
        assert_eq!(flags(OptimizationLevel::Size, true), ("-Oz -g".into(), Keep::Everything));
    }

    #[test]
    fn only_emscripten_optimizes_once_more_when_it_links() {
        let options = params().with_optimization_level(OptimizationLevel::Release);
        let options = Options::new(&options).unwrap();
        let flags = options.linker_flags(ToolchainChoice::Emscripten);
        assert_eq!(flags, ["-O2", "--profiling-funcs"]);
        assert!(options.linker_flags(ToolchainChoice::Zig).is_empty());
    }

    #[test]
    fn what_cannot_be_made_is_refused() {
        let refused = |params: BuildParams| Options::new(&params).unwrap_err();
        let target = refused(params().with_target("x86_64"));
        assert_eq!(target.kind(), ErrorKind::UnsupportedOption);
        assert_eq!(target.hints(), ["choose `--target wasm32-wasip1`"]);
        let level = refused(params().with_optimization_level(OptimizationLevel::Unknown));
        assert_eq!(level.kind(), ErrorKind::UnsupportedOption);
    }

    #[test]
    fn format_and_target_must_fit() {
        let product = |format, target: Option<&str>| {
            let params = params().with_target_format(format);
            let params =
                if let Some(target) = target { params.with_target(target) } else { params };
            Options::new(&params).map(|options| options.product)
        };
        let (module, page) = (TargetFormat::Wasm, TargetFormat::Webapp);
        for target in [None, Some("wasm32-wasip1"), Some("wasm32-wasi")] {
            assert_eq!(product(module, target).unwrap(), Product::Module);
        }
        for target in [None, Some("wasm32-emscripten")] {
            assert_eq!(product(page, target).unwrap(), Product::Page);
        }
        assert_eq!(
            product(module, Some(PAGE_TARGET)).unwrap_err().hints(),
            ["build a page with `--format web`"]
        );
        assert!(product(page, Some("wasm32-wasip1")).is_err());
    }
}
