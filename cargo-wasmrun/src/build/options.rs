//! Holds what the user asks for against what the chosen plugin offers.

use wasmrun_protocol::{BuildParams, ProjectParams, TargetFormat};

use crate::cli::OutputFormat;
use crate::error::Error;
use crate::interrupt;
use crate::plugins::{self, Context, Session, discover, introduce};

/// What to make: what the user says, else what the plugin says the project is.
pub(super) fn format(
    session: &mut Session,
    context: &Context,
    params: &BuildParams,
) -> Result<TargetFormat, Error> {
    match context.settings.build.format {
        Some(OutputFormat::Wasm) => return Ok(TargetFormat::Wasm),
        // A program that is no web app gets a page of ours around it.
        _ if !session.capabilities().compile_webapp || params.tests => {
            return Ok(TargetFormat::Wasm);
        }
        Some(OutputFormat::Web) | None => {}
    }
    let question = ProjectParams::new(&params.project_path).with_settings(params.settings.clone());
    let detected = session.detect(&question, &interrupt::token());
    let detected = detected.map_err(|error| error.blame(session.name()))?;
    // A format of a later version of the protocol is none that we could serve.
    let known = detected.target_format.filter(|format| *format == TargetFormat::Webapp);
    Ok(known.unwrap_or_default())
}

/// Refuses a format or a target that the plugin does not have; warns of a level that it does not
/// honour.
pub(super) fn check(
    session: &Session,
    context: &Context,
    params: &BuildParams,
) -> Result<(), Error> {
    let (plugin, capabilities) = (session.name(), session.capabilities());
    let wanted = &context.settings.build;
    let (is_offered, format) = match params.target_format {
        TargetFormat::Webapp => (capabilities.compile_webapp, "web"),
        _ => (capabilities.compile_wasm, "wasm"),
    };
    if !is_offered {
        return Err(plugins::Error::UnknownFormat { plugin: plugin.to_owned(), format }.into());
    }
    if let Some(target) = &wanted.target
        && !capabilities.custom_targets.contains(target)
    {
        let (plugin, target) = (plugin.to_owned(), target.clone());
        let offers = all_targets(context);
        return Err(plugins::Error::UnknownTarget { plugin, target, offers }.into());
    }
    if wanted.optimization.is_some() && !capabilities.optimization {
        context.shell.warn(&format!("plugin `{plugin}` does not know levels of optimization"));
    }
    Ok(())
}

/// The plugins that have targets, each with those. One that cannot be asked has none.
fn all_targets(context: &Context) -> Vec<(String, Vec<String>)> {
    let plugins = discover(&context.settings).plugins;
    let introduced = introduce(plugins, context, &interrupt::token()).into_iter();
    let offers = introduced.filter_map(|(found, session)| {
        let targets = session.ok()?.capabilities().custom_targets.clone();
        (!targets.is_empty()).then_some((found.name, targets))
    });
    offers.collect()
}
