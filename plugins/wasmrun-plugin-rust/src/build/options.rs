//! What a build asks of cargo, and in which of cargo's folders the result is.

use wasmrun_plugin_sdk::{BuildParams, Error, ErrorKind, OptimizationLevel, Result};

use crate::project::ProjectSettings;
use crate::toolchain::Target;

/// The profile for the smallest modules, which is added to those of the project.
const SIZE: &str = "wasmrun-size";

/// How to call cargo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) target: Target,
    pub(super) profile: String,
    pub(super) settings: ProjectSettings,
    pub(super) tests: bool,
    configuration: Vec<String>,
    custom: Vec<String>,
}

impl Options {
    /// Reads the parameters.
    ///
    /// # Errors
    ///
    /// `unsupported_option` for what this plugin cannot make, `project_invalid` for bad settings.
    pub(super) fn new(params: &BuildParams) -> Result<Self> {
        let target = Target::choose(params.target.as_deref(), params.target_format)?;
        let settings = ProjectSettings::read(&params.settings)?;
        let mut configuration = Vec::new();
        let profile = match (&settings.profile, params.optimization_level) {
            (Some(profile), _) => profile.clone(),
            (None, OptimizationLevel::Debug) => "dev".to_owned(),
            (None, OptimizationLevel::Release) => "release".to_owned(),
            (None, OptimizationLevel::Size) => {
                let of_size = [
                    "inherits=\"release\"",
                    "opt-level=\"z\"",
                    "lto=true",
                    "codegen-units=1",
                    "panic=\"abort\"",
                    "strip=\"symbols\"",
                ];
                configuration.extend(of_size.map(|setting| format!("profile.{SIZE}.{setting}")));
                SIZE.to_owned()
            }
            _ => {
                let message = "this optimization level is not known";
                return Err(Error::new(ErrorKind::UnsupportedOption, message)
                    .with_hint("choose one with `--optimization release`"));
            }
        };
        if params.debug {
            configuration.push(format!("profile.{profile}.debug=true"));
            configuration.push(format!("profile.{profile}.strip=\"none\""));
        } else if profile != SIZE {
            // The standard library's own debug information would be the larger part of a module.
            configuration.push(format!("profile.{profile}.strip=\"debuginfo\""));
        }
        let custom = params.custom_args.clone();
        let tests = params.tests;
        Ok(Self { target, profile, settings, tests, configuration, custom })
    }

    /// Leaves the profile as the project has it: Trunk knows no other, and would build anew.
    pub(super) fn leave_to_trunk(&mut self) {
        self.configuration.clear();
        if self.profile == SIZE {
            "release".clone_into(&mut self.profile);
        }
    }

    /// Arguments for `trunk build`.
    pub(super) fn for_trunk(&self) -> Vec<String> {
        let profile = match self.profile.as_str() {
            "dev" => Vec::new(),
            "release" => vec!["--release".to_owned()],
            profile => vec![format!("--cargo-profile={profile}")],
        };
        let is_known =
            |argument: &&String| argument.contains("feature") || argument.contains("example");
        profile
            .into_iter()
            .chain(self.settings.selection.iter().filter(is_known).cloned())
            .collect()
    }

    /// What cargo is to do.
    pub(super) fn command(&self) -> &'static [&'static str] {
        if self.tests { &["test", "--no-run"] } else { &["build"] }
    }

    /// Arguments for that.
    pub(super) fn arguments(&self) -> Vec<String> {
        let Self { target, profile, settings, configuration, custom, .. } = self;
        let mut arguments = vec![format!("--target={}", target.name())];
        arguments.push(format!("--profile={profile}"));
        arguments
            .extend(configuration.iter().flat_map(|line| ["--config".to_owned(), line.clone()]));
        arguments.extend(settings.selection.iter().cloned());
        arguments.extend(custom.iter().cloned());
        arguments
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wasmrun_plugin_sdk::Settings;

    use super::*;

    fn line(params: &BuildParams) -> String {
        Options::new(params).unwrap().arguments().join(" ")
    }

    #[test]
    fn each_level_has_its_profile() {
        let params = BuildParams::new("/p", "/p/out");
        let debug = line(&params.clone().with_debug(true));
        assert!(debug.contains("--profile=dev --config profile.dev.debug=true"), "{debug}");
        let release = line(&params.clone().with_optimization_level(OptimizationLevel::Release));
        assert!(release.contains("profile.release.strip=\"debuginfo\""), "{release}");
        let size = line(&params.with_optimization_level(OptimizationLevel::Size));
        assert!(size.contains("--profile=wasmrun-size"), "{size}");
        assert!(size.contains("profile.wasmrun-size.opt-level=\"z\""), "{size}");
    }

    #[test]
    fn settings_and_arguments_reach_cargo() {
        let settings = Settings::from_iter([
            ("profile".to_owned(), json!("fast")),
            ("bin".to_owned(), json!("game")),
        ]);
        let params = BuildParams::new("/p", "/p/out")
            .with_settings(settings)
            .with_custom_args(["--features=x"]);
        let line = line(&params);
        assert!(line.starts_with("--target=wasm32-wasip1 --profile=fast "), "{line}");
        assert!(line.ends_with(" --bin=game --features=x"), "{line}");
    }
}
