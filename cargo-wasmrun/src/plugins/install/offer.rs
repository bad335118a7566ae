//! Installs a plugin if the user agrees, having read what it is.

use super::super::session::Context;
use super::{Change, Error as InstallError, Installer, Source};
use crate::cancel::CancelToken;
use crate::error::Error;
use crate::interrupt;

/// Shows what is known of the plugin `name`, asks, and installs it from `source`.
pub fn offer(
    name: &str,
    source: &Source,
    context: &Context,
    cancel: &CancelToken,
) -> Result<Change, Error> {
    let installer = Installer::new(context, cancel);
    let shell = &context.shell;
    let package = installer.look_up(name, source)?;
    if !context.settings.yes {
        shell.text(&installer.describe(&package, source)?);
        if !confirm(name, source, context) {
            return Err(InstallError::NoConsent { name: name.to_owned() }.into());
        }
    }
    let change = installer.install(name, source, &package)?;
    shell.status("Installed", &format!("plugin `{name}` {}", change.after));
    Ok(change)
}

fn confirm(name: &str, source: &Source, context: &Context) -> bool {
    // Whoever waits at a terminal for a line cannot look for a Ctrl-C.
    let _registration = interrupt::token().on_cancel(|| interrupt::exit_now());
    context.shell.confirm(&format!("Install plugin `{name}` from {source}?"))
}
