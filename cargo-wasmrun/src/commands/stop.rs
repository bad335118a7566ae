//! `stop`: end servers of this user.

use crate::cli::StopArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::servers::{self, Registry, Running};

/// Ends the servers that `args` names, and waits until they have ended.
pub fn run(args: &StopArgs, settings: &Settings, shell: &Shell) -> Result<Exit, Error> {
    let running = Registry::in_home(&settings.home).running()?;
    let chosen = choose(args, running, settings)?;
    if chosen.is_empty() {
        shell.note("no server is running");
    }
    // One that does not end keeps none of the others alive.
    let mut failure = None;
    for server in chosen {
        match server.stop() {
            Ok(()) => shell.status("Stopped", &server.entry.url),
            Err(error) => match failure {
                None => failure = Some(error),
                Some(_) => shell.error(&error.into()),
            },
        }
    }
    failure.map_or(Ok(Exit::SUCCESS), |error| Err(error.into()))
}

fn choose(
    args: &StopArgs,
    running: Vec<Running>,
    settings: &Settings,
) -> Result<Vec<Running>, servers::Error> {
    let ports = running.iter().map(|server| server.entry.port).collect();
    if let Some(port) = args.port {
        let chosen = running.into_iter().find(|server| server.entry.is_at(port));
        let unknown = servers::Error::Unknown { name: port.to_string(), ports };
        return chosen.map(|server| vec![server]).ok_or(unknown);
    }
    if args.all || running.len() <= 1 {
        return Ok(running);
    }
    // Of several, the one for the folder where the user is.
    let (here, _): (Vec<Running>, Vec<Running>) =
        running.into_iter().partition(|server| server.entry.project == settings.current_dir);
    if here.len() == 1 { Ok(here) } else { Err(servers::Error::Several { ports }) }
}
