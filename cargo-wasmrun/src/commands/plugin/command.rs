//! From the arguments of `plugin` to the command below it.

use super::{health, info, install, list, search, switch, test, update};
use crate::cli::{PluginArgs, PluginCommand};
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::plugins::Context;
use crate::project::{Project, ProjectKind};

/// Does with plugins what `args` says.
pub fn run(args: &PluginArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let root = settings.current_dir.clone();
    let project = Project { root, kind: ProjectKind::Source };
    let context = Context { settings, project, shell: shell.clone() };
    match &args.command {
        PluginCommand::List(args) => list::run(args, &context),
        PluginCommand::Search { word } => search::run(word, &context),
        PluginCommand::Info { name } => info::run(name, &context),
        PluginCommand::Install(args) => install::run(args, &context),
        PluginCommand::Uninstall { name } => install::uninstall(name, &context),
        PluginCommand::Update(args) => update::run(args, &context),
        PluginCommand::Enable { name } => switch::run(name, true, &context),
        PluginCommand::Disable { name } => switch::run(name, false, &context),
        PluginCommand::Check { name } => health::check(name.as_deref(), &context),
        PluginCommand::Setup { name } => health::set_up(name, &context),
        PluginCommand::Test(args) => test::run(args, context.settings, shell),
    }
}
