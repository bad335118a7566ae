//! Asks the plugins about a project, all at once, and starts the one that gets it.

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use ignore::WalkBuilder;
use wasmrun_protocol::{DetectResult, PluginInfo, ProjectParams};

use super::install::{Source, offer};
use super::select::{Candidate, select};
use super::{CallError, Context, Discovery, Error, Found, PassedOver, Session, discover, official};
use crate::cancel::CancelToken;

/// Entries of a project that are looked at to see which plugins to ask.
const MAX_ENTRIES: usize = 10_000;
/// How deep below the project's folder that look goes.
const MAX_DEPTH: usize = 4;

/// Starts the plugin that gets the project of `context`. If none does, and there is one that would,
/// it is installed if the user agrees.
pub fn choose(context: &Context, cancel: &CancelToken) -> Result<Session, crate::error::Error> {
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
    let Discovery { plugins: found, passed_over, .. } = discover(&context.settings);
    for PassedOver { path, reason } in passed_over {
        context.shell.verbose(1, &format!("`{}` {reason}", path.display()));
    }
    if let Some(name) = &context.settings.build.plugin {
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
            Err(error) => failures.push((name, error)),
        }
    }
    let language = context.settings.build.language.as_deref();
    let choice = select(&candidates, language, &context.project.root);
    if matches!(choice, Err(Error::NoneFits { .. } | Error::UnknownLanguage { .. }))
        && !failures.is_empty()
    {
        // It might have been the one, so what it says is the reason.
        let (name, error) = failures.remove(0);
        tell_all(&failures, context);
        return Err(error.blame(&name));
    }
    tell_all(&failures, context);
    let choice = choice.map_err(|error| explain(error, &names, &sessions))?;
    let session = sessions.swap_remove(choice.index);
    announce(&session, &choice.reason, context);
    // The others have nothing to lose: they were only asked.
    drop(sessions);
    Ok(session)
}

/// A plugin, and what it says of the project.
type Answer = Result<(Session, DetectResult), CallError>;

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
fn explain(error: Error, names: &BTreeSet<String>, sessions: &[Session]) -> Error {
    match error {
        Error::NoneFits { project, known, .. } => {
            let fitting = official::fitting(names)
                .filter(|fitting| !known.iter().any(|known| known == fitting));
            let projects = sessions.iter().filter_map(projects_of).collect();
            Error::NoneFits { project, known, fitting, projects }
        }
        other => other,
    }
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
    let mut session = Session::start(found, context.clone(), cancel)?;
    if !occurs(session.info(), names) {
        return Ok((session, DetectResult::no_match()));
    }
    let params = ProjectParams::new(&context.project.root).with_settings(settings);
    let detected = session.detect(&params, cancel)?;
    Ok((session, detected))
}

fn candidate(session: &Session, detected: DetectResult, context: &Context) -> Candidate {
    let name = session.name().to_owned();
    Candidate {
        official: session.found().official,
        priority: context.settings.plugins.get(&name).map_or(0, |entry| entry.priority),
        languages: session.capabilities().supported_languages.clone(),
        name,
        detected,
    }
}

fn tell_all(failures: &[(String, CallError)], context: &Context) {
    for (_, error) in failures {
        tell(error, context);
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

/// Whether the host would ask a plugin about the project in `root`.
pub(super) fn would_be_asked(info: &PluginInfo, root: &Path) -> bool {
    occurs(info, &file_names(root))
}

/// Whether a file that the plugin knows is there.
fn occurs(info: &PluginInfo, names: &BTreeSet<String>) -> bool {
    if info.extensions.is_empty() && info.entry_files.is_empty() {
        return true;
    }
    let has_extension = |name: &String| {
        Path::new(name).extension().is_some_and(|extension| {
            info.extensions.iter().any(|known| extension == known.as_str())
        })
    };
    info.entry_files.iter().any(|entry| names.contains(entry)) || names.iter().any(has_extension)
}

/// The names of the files in a project, as far as it is not too large. Hidden ones are left out,
/// and below the project's own folder those that git ignores: dependencies and outputs.
fn file_names(root: &Path) -> BTreeSet<String> {
    let mut top = WalkBuilder::new(root);
    top.max_depth(Some(1)).standard_filters(false).hidden(true);
    let below = WalkBuilder::new(root).max_depth(Some(MAX_DEPTH)).build();
    top.build()
        .chain(below)
        .filter_map(Result::ok)
        .take(MAX_ENTRIES)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter_map(|entry| entry.file_name().to_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_counts_only_at_the_top() {
        let root = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(root.path().join(".git")).unwrap();
        fs_err::create_dir_all(root.path().join("dependencies")).unwrap();
        fs_err::create_dir_all(root.path().join("src")).unwrap();
        for (file, content) in [
            (".gitignore", "main.c\ndependencies\n"),
            ("main.c", ""),
            ("dependencies/other.go", ""),
            ("src/part.c", ""),
        ] {
            fs_err::write(root.path().join(file), content).unwrap();
        }
        let names: Vec<String> = file_names(root.path()).into_iter().collect();
        assert_eq!(names, ["main.c", "part.c"]);
    }
}
