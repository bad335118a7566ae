//! `plugin install` and `plugin uninstall`.

use super::named;
use crate::cli::PluginInstallArgs;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plugins::install::{Installer, Reference, Source};
use crate::plugins::{Context, offer};

/// Installs the plugin that `args` names, once the user has said yes.
pub(super) fn run(args: &PluginInstallArgs, context: &Context) -> Result<Exit, Error> {
    let name = named::name(&args.name)?;
    offer(&name, &source(args, context), context, &interrupt::token())?;
    Ok(Exit::SUCCESS)
}

fn source(args: &PluginInstallArgs, context: &Context) -> Source {
    if let Some(path) = &args.path {
        return Source::Local { path: context.settings.current_dir.join(path) };
    }
    let Some(url) = &args.git else {
        return Source::CratesIo { requirement: args.version.clone() };
    };
    let branch = args.branch.clone().map(Reference::Branch);
    let tag = args.tag.clone().map(Reference::Tag);
    let reference = branch.or(tag).or(args.rev.clone().map(Reference::Rev));
    Source::Git { url: url.clone(), reference }
}

/// Removes a plugin that was installed.
pub(super) fn uninstall(name: &str, context: &Context) -> Result<Exit, Error> {
    let name = named::name(name)?;
    Installer::new(context, &interrupt::token()).uninstall(&name)?;
    context.shell.status("Removed", &format!("plugin `{name}`"));
    Ok(Exit::SUCCESS)
}
