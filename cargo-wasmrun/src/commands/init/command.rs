//! Lets a plugin write a project, or lists what could be written.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use wasmrun_protocol::{CreateParams, CreateResult};

use super::name::project_name;
use crate::build::Allowed;
use crate::cli::InitArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::output::Shell;
use crate::plugins::{self, Context, Session, choose_creator, creators};
use crate::project::{Project, ProjectKind};

/// Lets a plugin write a project into the folder that `args` names, or lists what could be written.
pub fn run(args: &InitArgs, mut settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    settings.build.plugin.clone_from(&args.plugin);
    settings.build.language.clone_from(&args.language);
    let root = settings.current_dir.clone();
    let project = Project { root, kind: ProjectKind::Source };
    let context = Context { settings, project, shell: shell.clone() };
    let cancel = interrupt::token();
    let creators = creators(&context, &cancel);
    if cancel.is_cancelled() {
        return Err(Error::Interrupted);
    }
    if args.list {
        let answer = list(&creators, shell);
        creators.into_iter().for_each(Session::stop);
        return answer;
    }
    let mut session = choose_creator(creators, &context)?;
    let params = params(args, &context.settings, session.name())?;
    let was_there = params.directory.exists();
    let created = create(&mut session, &params, &context).inspect_err(|_| {
        if !was_there {
            discard(&params.directory);
        }
    })?;
    let what = format!("`{}` with plugin `{}`", params.name, session.name());
    session.stop();
    shell.status("Created", &what);
    report(&params.directory, &created.files, shell)
}

/// Lets the plugin write the project, and looks at what it says it wrote.
fn create(
    session: &mut Session,
    params: &CreateParams,
    context: &Context,
) -> Result<CreateResult, Error> {
    let events = &mut |event| context.shell.build_event(&event);
    let created = session.create(params, &interrupt::token(), events);
    let created = created.map_err(|error| error.blame(session.name()))?;
    let mut folders = vec![params.directory.clone()];
    folders.extend(context.settings.build.allow_dirs.iter().cloned());
    Allowed::new(session.name(), folders).check(&created.files)?;
    Ok(created)
}

/// Removes the new folder with half a project in it, which would keep the next attempt from beginning.
fn discard(directory: &Path) {
    if let Err(error) = fs_err::remove_dir_all(directory) {
        tracing::debug!(%error, "what there is of the new project stays");
    }
}

/// What was written, as JSON.
#[derive(Serialize)]
struct Created<'a> {
    reason: &'static str,
    directory: &'a Path,
    files: &'a [PathBuf],
}

fn report(directory: &Path, files: &[PathBuf], shell: &Shell) -> Result<Exit, Error> {
    shell.event(&Created { reason: "created", directory, files });
    if !shell.is_json() {
        let mut paths = String::new();
        for file in files {
            // Writing to a string cannot fail.
            let _ = writeln!(paths, "{}", file.display());
        }
        shell.answer(&paths)?;
    }
    Ok(Exit::SUCCESS)
}

fn params(args: &InitArgs, settings: &Settings, plugin: &str) -> Result<CreateParams, Error> {
    let directory = std::path::absolute(settings.current_dir.join(&args.path))
        .map_err(|source| plugins::Error::NewFolder { path: args.path.clone(), source })?;
    refuse_occupied(&directory)?;
    let name = project_name(args.name.as_deref(), &directory)?;
    let mut params =
        CreateParams::new(&directory, name).with_settings(settings.plugin_settings(plugin)?);
    params.template.clone_from(&args.template);
    Ok(params)
}

/// A new project needs a folder that is empty, or none yet.
fn refuse_occupied(directory: &Path) -> Result<(), plugins::Error> {
    let entries = match directory.read_dir() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries,
    };
    let mut entries = entries
        .map_err(|source| plugins::Error::NewFolder { path: directory.to_owned(), source })?;
    match entries.next() {
        Some(_) => Err(plugins::Error::FolderInUse(directory.to_owned())),
        None => Ok(()),
    }
}

/// What a plugin can write, as JSON.
#[derive(Serialize)]
struct Offer<'a> {
    reason: &'static str,
    plugin: &'a str,
    languages: &'a [String],
    templates: &'a [String],
}

fn list(creators: &[Session], shell: &Shell) -> Result<Exit, Error> {
    let mut lines = String::new();
    for session in creators {
        let languages = &session.capabilities().supported_languages;
        let templates = &session.info().templates;
        let plugin = session.name();
        shell.event(&Offer { reason: "template", plugin, languages, templates });
        let known = match templates.as_slice() {
            [] => String::new(),
            templates => format!(": {}", templates.join(", ")),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{} (plugin `{plugin}`){known}", languages.join(", "));
    }
    if creators.is_empty() {
        shell.note("no plugin that is installed writes new projects");
    }
    if !shell.is_json() {
        shell.answer(&lines)?;
    }
    Ok(Exit::SUCCESS)
}
