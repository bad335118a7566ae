//! `plugin enable` and `plugin disable`.

use super::named;
use crate::config;
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Context;

/// Writes into the user's configuration whether the plugin may be started.
pub(super) fn run(name: &str, enabled: bool, context: &Context) -> Result<Exit, Error> {
    let found = named::find(name, &context.settings)?;
    config::set_plugin_enabled(&context.settings.home, &found.name, enabled)?;
    let verb = if enabled { "Enabled" } else { "Disabled" };
    context.shell.status(verb, &format!("plugin `{}`", found.name));
    Ok(Exit::SUCCESS)
}
