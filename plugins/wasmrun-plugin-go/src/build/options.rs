//! What a build asks of the compiler.

use wasmrun_plugin_sdk::{BuildParams, Error, ErrorKind, OptimizationLevel, Result, TargetFormat};

use crate::compiler::{System, tinygo_target};
use crate::project::{CompilerChoice, ProjectSettings};

/// Targets that `--target` takes, the default first.
pub(crate) const TARGETS: [&str; 2] = ["wasip1", "js"];

/// How to compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) system: System,
    pub(super) settings: ProjectSettings,
    level: OptimizationLevel,
    debug: bool,
    custom: Vec<String>,
}

impl Options {
    /// Reads the parameters.
    ///
    /// # Errors
    ///
    /// `unsupported_option` for what this plugin cannot make, `project_invalid` for bad settings.
    pub(super) fn new(params: &BuildParams) -> Result<Self> {
        let system = match (params.target_format, params.target.as_deref()) {
            (TargetFormat::Wasm, None | Some("wasip1")) => System::Wasi,
            (TargetFormat::Webapp, None | Some("js")) => System::Page,
            (TargetFormat::Wasm, Some("js")) => {
                let message = "a module for `js` runs in a page only";
                return Err(
                    unsupported(message.to_owned()).with_hint("build a page with `--format web`")
                );
            }
            (_, Some(target)) => {
                let message = format!("Go cannot be built for the target `{target}` here");
                return Err(
                    unsupported(message).with_hint(format!("choose `--target {}`", TARGETS[0]))
                );
            }
            (format, None) => {
                let message = format!("Go cannot be built as `{format}`");
                return Err(unsupported(message).with_hint("build a module with `--format wasm`"));
            }
        };
        if params.optimization_level == OptimizationLevel::Unknown {
            let message = "this optimization level is not known";
            return Err(unsupported(message.to_owned())
                .with_hint("choose one with `--optimization release`"));
        }
        Ok(Self {
            system,
            settings: ProjectSettings::read(&params.settings)?,
            level: params.optimization_level,
            debug: params.debug,
            custom: params.custom_args.clone(),
        })
    }

    /// Arguments for the compiler's `build`.
    pub(super) fn arguments(&self, compiler: CompilerChoice, is_reactor: bool) -> Vec<String> {
        let mut arguments = match compiler {
            CompilerChoice::Go | CompilerChoice::SetUp => self.of_go(is_reactor),
            CompilerChoice::TinyGo => self.of_tinygo(is_reactor),
        };
        if !self.settings.tags.is_empty() {
            arguments.push(self.settings.tags_flag(compiler));
        }
        arguments.extend(self.custom.iter().cloned());
        arguments
    }

    fn of_go(&self, is_reactor: bool) -> Vec<String> {
        let mut arguments: Vec<&str> = Vec::new();
        // Names of functions, which traps show, stay but for the smallest.
        let linker = match (self.debug, self.level) {
            (true, _) => None,
            (false, OptimizationLevel::Size) => Some("-ldflags=-s -w"),
            (false, _) => Some("-ldflags=-w"),
        };
        arguments.extend(linker);
        arguments.push(match self.level {
            OptimizationLevel::Debug => "-gcflags=all=-N -l",
            _ => "-trimpath",
        });
        if is_reactor {
            arguments.push("-buildmode=c-shared");
        }
        arguments.into_iter().map(str::to_owned).collect()
    }

    fn of_tinygo(&self, is_reactor: bool) -> Vec<String> {
        let mut arguments = vec![tinygo_target(self.system)];
        arguments.push(match self.level {
            OptimizationLevel::Debug => "-opt=1",
            OptimizationLevel::Size => "-opt=z",
            _ => "-opt=2",
        });
        if !self.debug {
            arguments.push("-no-debug");
        }
        if is_reactor {
            arguments.push("-buildmode=c-shared");
        }
        arguments.into_iter().map(str::to_owned).collect()
    }
}

fn unsupported(message: String) -> Error {
    Error::new(ErrorKind::UnsupportedOption, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_has_its_flags() {
        let line = |level, debug, compiler| {
            let params = BuildParams::new("/p", "/p/out").with_optimization_level(level);
            let options = Options::new(&params.with_debug(debug)).unwrap();
            options.arguments(compiler, false).join(" ")
        };
        let go = CompilerChoice::Go;
        assert_eq!(line(OptimizationLevel::Debug, true, go), "-gcflags=all=-N -l");
        assert_eq!(line(OptimizationLevel::Release, false, go), "-ldflags=-w -trimpath");
        assert_eq!(line(OptimizationLevel::Size, false, go), "-ldflags=-s -w -trimpath");
        let tinygo = line(OptimizationLevel::Size, false, CompilerChoice::TinyGo);
        assert_eq!(tinygo, "-target=wasip1 -opt=z -no-debug");
    }

    #[test]
    fn format_and_target_must_fit() {
        let params = BuildParams::new("/p", "/p/out");
        let error = Options::new(&params.clone().with_target("js")).unwrap_err();
        assert_eq!(error.hints(), ["build a page with `--format web`"]);
        let page = params.clone().with_target_format(TargetFormat::Webapp);
        assert_eq!(Options::new(&page).unwrap().system, System::Page);
        assert!(Options::new(&page.with_target("wasip1")).is_err());
        assert!(Options::new(&params.with_target("x86_64")).is_err());
    }
}
