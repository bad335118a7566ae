//! Asks the plugins about a project, all at once, and starts the one that gets it.

use std::collections::BTreeSet;
use std::thread;

use wasmrun_protocol::{DetectResult, PluginInfo, ProjectParams};

use super::install::{Source, offer};
use super::marks::{file_names, occurs};
use super::select::{Candidate, select};
use super::{CallError, Context, Discovery, Error, Found, PassedOver, Session, discover, official};
use crate::cancel::CancelToken;

/// Starts the plugin that gets the project of `context`. If none does, and there is one that would,
/// it is installed if the user agrees.
pub fn choose(context: &Context, cancel: &CancelToken) -> Result<Session, crate::error::Error> {
    let _span = tracing::info_span!("detection").entered();
    let error = match choose_installed(context, cancel) {
        Err(crate::error::Error::Plugin(error)) => error,
        chosen => return chosen,
    };
    let wanted = match &error {
        Error::NoneFits { fitting, .. } => *fitting,
        Error::Unknown { name, .. } => official::named(name),
        Error::UnknownLanguage { language, .. } => official::for_language(language),
        _ => None,
    };
    let may_ask = context.settings.yes || context.shell.is_interactive();
    match wanted.filter(|_| may_ask) {
        Some(name) => {
            context.shell.note(&error.to_string());
            offer(name, &Source::CratesIo { requirement: None }, context, cancel)?;
            choose_installed(context, cancel)
        }
        None => Err(error.into()),
    }
}

fn choose_installed(
    context: &Context,
    cancel: &CancelToken,
) -> Result<Session, crate::error::Error> {
    let Discovery { plugins: found, disabled, passed_over } = discover(&context.settings);
    let disabled: Vec<String> = disabled.into_iter().map(|found| found.name).collect();
    for PassedOver { path, reason } in passed_over {
        context.shell.verbose(1, &format!("`{}` {reason}", path.display()));
    }
    if let Some(name) = &context.settings.build.plugin {
        if disabled.contains(name) {
            return Err(Error::Disabled { name: name.clone() }.into());
        }
        let session =
            start_named(name, found, context, cancel).map_err(|error| error.blame(name))?;
        announce(&session, "it was asked for by name", context);
        return Ok(session);
    }
    let names = file_names(&context.project.root);
    let asked = ask_all(found, context, &names, cancel);
    if cancel.is_cancelled() {
        return Err(crate::error::Error::Interrupted);
    }
    let mut sessions = Vec::new();
    let mut candidates = Vec::new();
    let mut failures = Vec::new();
    for (name, answer) in asked {
        match answer {
            Ok((session, detected)) => {
                candidates.push(candidate(&session, detected, context));
                sessions.push(session);
            }
            Err(failure) => failures.push((name, failure)),
        }
    }
    let choice = select(&candidates, &context.settings.build, &context.project.root);
    let choice = choice.map_err(|error| explain(error, &names, &sessions, &disabled));
    let reason = choice.as_ref().err().and_then(|error| responsible(error, &failures));
    let reason = reason.map(|index| failures.remove(index));
    for (_, Failure { error, .. }) in &failures {
        tell(error, context);
    }
    if let Some((name, Failure { error, .. })) = reason {
        return Err(error.blame(&name));
    }
    let choice = choice?;
    let session = sessions.swap_remove(choice.index);
    announce(&session, &choice.reason, context);
    // The others have nothing to lose: they were only asked.
    drop(sessions);
    Ok(session)
}

/// A plugin, and what it says of the project.
type Answer = Result<(Session, DetectResult), Failure>;

/// Why a plugin said nothing of the project.
struct Failure {
    error: CallError,
    /// Whether it knows files of the project, and failed when it looked closer.
    was_near: bool,
}

/// The failure, by its place, that is the reason why no plugin was chosen. A plugin that failed and
/// would have had nothing to do with the project is none.
fn responsible(error: &Error, failures: &[(String, Failure)]) -> Option<usize> {
    let (meant, known) = match error {
        Error::NoneFits { fitting, known, .. } => (*fitting, known),
        Error::UnknownLanguage { language, known } => (official::for_language(language), known),
        _ => return None,
    };
    let might_be = |(name, failure): &(String, Failure)| {
        let is_only_one = meant.is_none() && known.is_empty();
        failure.was_near || meant == Some(name) || is_only_one
    };
    failures.iter().position(might_be)
}

/// What each plugin says of the project, by the plugin's name.
fn ask_all(
    found: Vec<Found>,
    context: &Context,
    names: &BTreeSet<String>,
    cancel: &CancelToken,
) -> Vec<(String, Answer)> {
    thread::scope(|scope| {
        let threads: Vec<_> = found
            .into_iter()
            .map(|found| {
                let name = found.name.clone();
                (name, scope.spawn(|| ask(found, context, names, cancel)))
            })
            .collect();
        threads.into_iter().filter_map(|(name, thread)| Some((name, thread.join().ok()?))).collect()
    })
}

/// Adds the plugin that would fit, unless it is there and was asked, and what would be a project
/// for those that are.
fn explain(
    error: Error,
    names: &BTreeSet<String>,
    sessions: &[Session],
    disabled: &[String],
) -> Error {
    let Error::NoneFits { project, known, .. } = error else { return error };
    let is_there = |name: &&str| known.iter().any(|known| known == name);
    let fitting = official::fitting(names).filter(|fitting| !is_there(fitting));
    if let Some(name) = fitting.filter(|fitting| disabled.iter().any(|name| name == fitting)) {
        return Error::Disabled { name: name.to_owned() };
    }
    let projects = sessions.iter().filter_map(projects_of).collect();
    Error::NoneFits { project, known, fitting, projects }
}

/// Which folders are projects for a plugin, as far as the plugin says.
fn projects_of(session: &Session) -> Option<String> {
    /// Kinds of files that are named.
    const MAX_NAMED: usize = 8;
    let PluginInfo { entry_files, extensions, .. } = session.info();
    let endings = extensions.iter().map(|extension| format!("*.{extension}"));
    let files: Vec<String> = entry_files.iter().cloned().chain(endings).take(MAX_NAMED).collect();
    (!files.is_empty()).then(|| {
        format!("plugin `{}` builds folders with one of `{}`", session.name(), files.join("`, `"))
    })
}

/// Says which plugin was chosen, why, and where it is from, to those who want to know.
fn announce(session: &Session, reason: &str, context: &Context) {
    let Found { name, path, origin, .. } = session.found();
    let (path, origin) = (path.display(), origin.describe());
    let text = format!("plugin `{name}` was chosen: {reason}; it is `{path}`, {origin}");
    context.shell.verbose(1, &text);
}

fn start_named(
    name: &str,
    found: Vec<Found>,
    context: &Context,
    cancel: &CancelToken,
) -> Result<Session, CallError> {
    let known = found.iter().map(|found| found.name.clone()).collect();
    match found.into_iter().find(|found| found.name == name) {
        Some(found) => Session::start(found, context.clone(), cancel),
        None => Err(Error::Unknown { name: name.to_owned(), known }.into()),
    }
}

fn ask(found: Found, context: &Context, names: &BTreeSet<String>, cancel: &CancelToken) -> Answer {
    let settings = context.settings.plugin_settings(&found.name).unwrap_or_default();
    let mut session = Session::start(found, context.clone(), cancel)
        .map_err(|error| Failure { error, was_near: false })?;
    if !occurs(session.info(), names) {
        return Ok((session, DetectResult::no_match()));
    }
    let params = ProjectParams::new(&context.project.root).with_settings(settings);
    match session.detect(&params, cancel) {
        Ok(detected) => Ok((session, detected)),
        Err(error) => Err(Failure { error, was_near: true }),
    }
}

fn candidate(session: &Session, detected: DetectResult, context: &Context) -> Candidate {
    let name = session.name().to_owned();
    Candidate {
        official: session.found().official,
        priority: context.settings.plugins.get(&name).map_or(0, |entry| entry.priority),
        capabilities: session.capabilities().clone(),
        name,
        detected,
    }
}

/// Says that a plugin could not be asked. The others may do.
fn tell(error: &CallError, context: &Context) {
    match error {
        CallError::Cancelled => {}
        CallError::Refused(error) => context.shell.warn(&error.message),
        CallError::Plugin(error) => {
            let causes: String = std::error::Error::source(&**error)
                .map(|cause| format!(": {cause}"))
                .unwrap_or_default();
            context.shell.warn(&format!("{error}{causes}"));
        }
    }
}
