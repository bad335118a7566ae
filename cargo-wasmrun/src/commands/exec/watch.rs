//! `exec --watch`: runs the program again whenever its sources change.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::{Launch, end, prepare};
use crate::cancel::CancelToken;
use crate::cli::ExecArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exec;
use crate::exit::Exit;
use crate::interrupt;
use crate::output::{Shell, count};
use crate::project::Project;
use crate::watch::{Method, Spec, Watcher};

/// Runs what `args` names until Ctrl-C. Only what keeps it from being watched is an error.
pub(super) fn run(
    args: &ExecArgs,
    project: &Project,
    settings: &Settings,
    shell: &Shell,
) -> Result<Exit, Error> {
    interrupt::end_at_once();
    let (changes, changed) = channel();
    let running = Running::default();
    let mut watcher: Option<(Watcher, Spec)> = None;
    loop {
        let began = SystemTime::now();
        // What changed before this run begins is in it.
        while changed.try_recv().is_ok() {}
        let stop = running.begin();
        let launch = prepare(args, project, settings, shell);
        let spec = match &launch {
            Ok(launch) => launch.watch.clone(),
            // A plugin that does not say what it builds from leaves the whole folder.
            Err(_) => watcher.as_ref().map_or_else(
                || Spec::folder(&project.root).exclude(&project.root.join(".wasmrun")),
                |(_, spec)| spec.clone(),
            ),
        };
        watch(&mut watcher, spec, began, &changes, &running)?;
        match launch.and_then(|launch| go(launch, &stop, settings, shell)) {
            Ok(Some(exit)) => {
                let status = exit.status();
                shell.status("Ended", &format!("with status {status}; runs again on a change"));
            }
            Ok(None) => {}
            Err(error) => {
                shell.error(&error);
                shell.status("Waiting", "for a change");
            }
        }
        let files = wait(&changed)?;
        shell.status("Running", &format!("again, {} changed", count(files, "file")));
    }
}

/// Runs the program; `None` if a change has ended it.
fn go(
    mut launch: Launch,
    stop: &CancelToken,
    settings: &Settings,
    shell: &Shell,
) -> Result<Option<Exit>, Error> {
    launch.program.stop = Some(stop.clone());
    launch.program.ends_process = false;
    match end(launch, settings, shell) {
        Ok(exit) => Ok(Some(exit)),
        Err(Error::Exec(exec::Error::Stopped)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// How many files changed, once some have.
fn wait(changed: &Receiver<usize>) -> Result<usize, Error> {
    // The sender lives as long as the loop.
    changed.recv().map_err(|_| Error::Interrupted)
}

fn watch(
    watcher: &mut Option<(Watcher, Spec)>,
    spec: Spec,
    began: SystemTime,
    changes: &Sender<usize>,
    running: &Running,
) -> Result<(), Error> {
    match watcher {
        Some((_, current)) if *current == spec => {}
        Some((watcher, current)) => {
            watcher.respecify(&spec, began)?;
            *current = spec;
        }
        None => {
            let (changes, running) = (changes.clone(), running.clone());
            let started = Watcher::start(&spec, Method::Events, Some(began), move |change| {
                // The other way round, the news could have begun a run that would be stopped by itself.
                running.stop();
                let _ = changes.send(change.paths.len());
            })?;
            *watcher = Some((started, spec));
        }
    }
    Ok(())
}

/// What stops the guest of the current run.
#[derive(Clone, Default)]
struct Running {
    current: Arc<Mutex<CancelToken>>,
}

impl Running {
    fn begin(&self) -> CancelToken {
        let token = CancelToken::new();
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = token.clone();
        token
    }

    fn stop(&self) {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

/// What to watch of a module that is not built here.
pub(super) fn of_module(path: &Path, settings: &Settings) -> Spec {
    Spec::file(&settings.current_dir.join(path))
}
