//! `stop`: end servers of this user.

use crate::cli::{ServerName, StopArgs};
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::servers::{self, Entry, Registry, Running};

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
            Ok(()) => shell.status("Stopped", server.entry.address()),
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
    if let Some(name) = &args.server {
        let is_named: &dyn Fn(&Entry) -> bool = match name {
            ServerName::Port(port) => &|entry| entry.is_at(*port),
            ServerName::Project(path) => {
                let path = settings.current_dir.join(path);
                // What is gone has the path that it had.
                let path = dunce::canonicalize(&path).unwrap_or(path);
                &move |entry| entry.project == path
            }
        };
        let chosen: Vec<_> = running.into_iter().filter(|one| is_named(&one.entry)).collect();
        let unknown = servers::Error::Unknown { name: name.to_string(), ports };
        return if chosen.is_empty() { Err(unknown) } else { Ok(chosen) };
    }
    if args.all || running.len() <= 1 {
        return Ok(running);
    }
    // Of several, the one for the folder where the user is.
    let (here, _): (Vec<Running>, Vec<Running>) =
        running.into_iter().partition(|server| server.entry.project == settings.current_dir);
    if here.len() == 1 { Ok(here) } else { Err(servers::Error::Several { ports }) }
}
