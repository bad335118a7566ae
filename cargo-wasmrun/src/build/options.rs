//! Holds what the user asks for against what the chosen plugin offers.

use crate::cli::OutputFormat;
use crate::error::Error;
use crate::interrupt;
use crate::plugins::{self, Context, Session, discover, introduce};

/// Refuses a format or a target that the plugin does not have; warns of a level that it does not
/// honour.
pub(super) fn check(session: &Session, context: &Context) -> Result<(), Error> {
    let (plugin, capabilities) = (session.name(), session.capabilities());
    let wanted = &context.settings.build;
    let (is_offered, format) = match wanted.format {
        OutputFormat::Wasm => (capabilities.compile_wasm, "wasm"),
        OutputFormat::Web => (capabilities.compile_webapp, "web"),
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
