//! `plugin search`: plugins in the registry, as cargo finds them.

use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plugins::Context;
use crate::plugins::install::Installer;

/// Prints the plugins whose name or description holds `word`.
pub(super) fn run(word: &str, context: &Context) -> Result<Exit, Error> {
    let found = Installer::new(context, &interrupt::token()).search(word)?;
    if found.is_empty() {
        context.shell.note("no plugin was found");
    }
    context.shell.answer(&found)?;
    Ok(Exit::SUCCESS)
}
