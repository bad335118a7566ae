//! Lets the plugin look for faults in a project without building it.

use wasmrun_protocol::{Diagnostic, ProjectParams};

use super::BuildEvent;
use crate::config::Settings;
use crate::error::Error;
use crate::interrupt;
use crate::output::Shell;
use crate::plugins::{self, Context, choose};
use crate::project::Project;

/// What a plugin finds in a project without building it.
#[derive(Clone, Debug)]
pub struct Validation {
    /// The plugin.
    pub plugin: String,
    /// Whether it finds no fault.
    pub valid: bool,
    /// What it says.
    pub diagnostics: Vec<Diagnostic>,
}

/// Asks the plugin that fits `project`, and shows what it says.
pub fn validate(
    settings: &Settings,
    project: &Project,
    shell: &Shell,
) -> Result<Validation, Error> {
    let context =
        Context { settings: settings.clone(), project: project.clone(), shell: shell.clone() };
    let cancel = interrupt::token();
    let mut session = choose(&context, &cancel)?;
    let plugin = session.name().to_owned();
    if !session.capabilities().validate {
        return Err(plugins::Error::CannotValidate { plugin }.into());
    }
    let settings = settings.plugin_settings(&plugin)?;
    let params = ProjectParams::new(&project.root).with_settings(settings);
    let mut diagnostics = Vec::new();
    let validated = session.validate(&params, &cancel, &mut |event| {
        shell.build_event(&event);
        if let BuildEvent::Diagnostic(diagnostic) = event {
            diagnostics.push(diagnostic);
        }
    });
    shell.end_progress();
    let valid = validated.map_err(|error| error.blame(&plugin))?.valid;
    session.stop();
    Ok(Validation { plugin, valid, diagnostics })
}
