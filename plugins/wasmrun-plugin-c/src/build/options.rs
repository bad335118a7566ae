//! What the host asks of a build, as flags.

use wasmrun_plugin_sdk::{BuildParams, Error, ErrorKind, OptimizationLevel, Result, TargetFormat};

use super::module::Keep;

/// Names of the one target, today's first.
pub(crate) const TARGETS: [&str; 2] = ["wasm32-wasip1", "wasm32-wasi"];

/// How to compile, and what of it to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
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
        if let Some(target) = params.target.as_deref().filter(|target| !TARGETS.contains(target)) {
            return Err(unsupported(format!(
                "C and C++ cannot be built for the target `{target}`"
            ))
            .with_hint(format!("--target {}", TARGETS[0])));
        }
        if params.target_format != TargetFormat::Wasm {
            let message = format!("C and C++ cannot be built as `{}`", params.target_format);
            return Err(unsupported(message).with_hint("--format wasm"));
        }
        let (optimization, stripped) = match params.optimization_level {
            OptimizationLevel::Debug => ("-O0", Keep::Names),
            OptimizationLevel::Release => ("-O2", Keep::Names),
            OptimizationLevel::Size => ("-Oz", Keep::Nothing),
            _ => {
                return Err(unsupported("this optimization level is not known".to_owned())
                    .with_hint("--optimization release"));
            }
        };
        let keep = if params.debug { Keep::Everything } else { stripped };
        Ok(Self { optimization, debug: params.debug, keep })
    }

    /// Flags for every compilation.
    pub(super) fn compiler_flags(self) -> Vec<String> {
        let debug = self.debug.then_some("-g");
        std::iter::once(self.optimization).chain(debug).map(str::to_owned).collect()
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
    fn what_cannot_be_made_is_refused() {
        let refused = |params: BuildParams| Options::new(&params).unwrap_err();
        let target = refused(params().with_target("x86_64"));
        assert_eq!(target.kind(), ErrorKind::UnsupportedOption);
        assert_eq!(target.hints(), ["--target wasm32-wasip1"]);
        let format = refused(params().with_target_format(TargetFormat::Webapp));
        assert!(format.to_string().contains("`webapp`"), "{format}");
        let level = refused(params().with_optimization_level(OptimizationLevel::Unknown));
        assert_eq!(level.kind(), ErrorKind::UnsupportedOption);
    }

    #[test]
    fn both_names_of_the_target_are_known() {
        for target in TARGETS {
            assert!(Options::new(&params().with_target(target)).is_ok());
        }
    }
}
