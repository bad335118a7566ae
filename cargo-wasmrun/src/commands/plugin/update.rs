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
    let package = installer.look_up(name, &record.source)?;
    let (before, newest) = (&record.version, &package.version);
    let is_outdated = match &record.source {
        Source::CratesIo { .. } => newest > before,
        Source::Git { .. } => package.revision != record.revision,
        // Sources that are being worked on change without a new version.
        Source::Local { .. } => true,
    };
    if !is_outdated {
        shell.status("Unchanged", &format!("plugin `{name}` {before}"));
    } else if dry_run {
        shell.status("Would update", &format!("plugin `{name}` from {before} to {newest}"));
    } else {
        let Change { after, .. } = installer.install(name, &record.source, &package)?;
        shell.status("Updated", &format!("plugin `{name}` from {before} to {after}"));
    }
    Ok(())
}
