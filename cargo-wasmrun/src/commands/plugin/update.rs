//! `plugin update`: newer versions of what was installed, from where it came.

use super::named;
use crate::cli::PluginUpdateArgs;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plugins::Context;
use crate::plugins::install::{self, Change, Installer, Record, Source};

/// Updates one plugin, or all. One that fails does not keep the others from being updated.
pub(super) fn run(args: &PluginUpdateArgs, context: &Context) -> Result<Exit, Error> {
    let names = match &args.name {
        Some(name) => vec![named::name(name)?],
        None => Record::names(&context.settings.home),
    };
    if names.is_empty() {
        context.shell.note("no plugin was installed");
    }
    let mut first = None;
    for name in &names {
        if let Err(error) = update(name, args.dry_run, context)
            && let Some(earlier) = first.replace(error)
        {
            context.shell.error(&earlier);
        }
    }
    first.map_or(Ok(Exit::SUCCESS), Err)
}

fn update(name: &str, dry_run: bool, context: &Context) -> Result<(), Error> {
    let not_installed = || install::Error::NotInstalled { name: name.to_owned() };
    let record = Record::read(&context.settings.home, name)?.ok_or_else(not_installed)?;
    let cancel = interrupt::token();
    let installer = Installer::new(context, &cancel);
    let shell = &context.shell;
    if let Source::CratesIo { requirement } = &record.source {
        let newest = installer.newest(name, requirement.as_deref())?;
        if newest <= record.version {
            shell.status("Unchanged", &format!("plugin `{name}` {}", record.version));
            return Ok(());
        }
        if dry_run {
            let text = format!("plugin `{name}` from {} to {newest}", record.version);
            shell.status("Would update", &text);
            return Ok(());
        }
    }
    if dry_run {
        shell.status("Would update", &format!("plugin `{name}` from {}", record.source));
        return Ok(());
    }
    let Change { after, .. } = installer.install(name, &record.source)?;
    shell.status("Updated", &format!("plugin `{name}` from {} to {after}", record.version));
    Ok(())
}
