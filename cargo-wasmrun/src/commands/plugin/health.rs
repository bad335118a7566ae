//! `plugin check` and `plugin setup`: whether plugins and their tools work, and what mends them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;
use wasmrun_protocol::{CheckParams, ProjectParams, Settings, SetupParams, Tool, ToolStatus};

use super::list::tell_passed_over;
use super::named;
use crate::cli::BuildArgs;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plugins::{self, CallError, Context, Discovery, Found, Session, discover};

/// The health of one plugin, as JSON.
#[derive(Serialize)]
struct Health {
    reason: &'static str,
    name: String,
    /// `healthy`, `missing_dependencies`, `not_found` or `load_error`.
    state: &'static str,
    detail: Option<String>,
    tools: Vec<Tool>,
    /// Commands that mend it.
    mend: Vec<String>,
}

/// Asks each plugin whether its tools are there, and says so; whether all are well.
pub fn examine_all(context: &Context) -> Result<bool, Error> {
    let context = &with_project_file(context)?;
    let mut lines = String::new();
    let Discovery { plugins: found, passed_over, .. } = discover(&context.settings);
    tell_passed_over(&passed_over, &context.shell);
    if found.is_empty() {
        lines.push_str("plugins: none\n  mend it with `cargo wasmrun plugin install NAME`\n");
    }
    let mut is_well = !found.is_empty();
    for plugin in found {
        let health = examine(plugin, context)?;
        context.shell.event(&health);
        lines.push_str("plugin ");
        write(&health, &mut lines);
        is_well &= health.state == "healthy";
    }
    if !context.shell.is_json() {
        context.shell.answer(&lines)?;
    }
    Ok(is_well)
}

/// Asks each plugin, or one, whether its tools are there.
pub(super) fn check(name: Option<&str>, context: &Context) -> Result<Exit, Error> {
    let context = &with_project_file(context)?;
    let plugins = match name {
        Some(name) => vec![named::find(name, &context.settings)],
        None => discover(&context.settings).plugins.into_iter().map(Ok).collect(),
    };
    let mut sick = Vec::new();
    let mut lines = String::new();
    for plugin in plugins {
        let health = match plugin {
            Ok(found) => examine(found, context)?,
            Err(error) => absent(name.unwrap_or_default(), &error),
        };
        context.shell.event(&health);
        write(&health, &mut lines);
        if health.state != "healthy" {
            sick.push(format!("plugin `{}` is", health.name));
        }
    }
    if !context.shell.is_json() {
        context.shell.answer(&lines)?;
    }
    if sick.is_empty() { Ok(Exit::SUCCESS) } else { Err(plugins::Error::Unhealthy(sick).into()) }
}

/// The same, with what the project where the user is says of plugins: which toolchain it wants, say.
fn with_project_file(context: &Context) -> Result<Context, Error> {
    let mut context = context.clone();
    context.settings = context.settings.for_project(&context.project, &BuildArgs::default())?;
    Ok(context)
}

/// The folder where the user is, if it is a project that the plugin builds: it may want tools of its own.
fn project(session: &mut Session, settings: &Settings, context: &Context) -> Option<PathBuf> {
    let root = &context.project.root;
    let question = ProjectParams::new(root).with_settings(settings.clone());
    // A plugin that cannot say so has no word for this project, and may have its tools all the same.
    let detected = session.detect(&question, &interrupt::token()).ok()?;
    detected.matches.then(|| root.clone())
}

fn examine(found: Found, context: &Context) -> Result<Health, Error> {
    let name = found.name.clone();
    let health = |state, detail, tools, mend| {
        let name = name.clone();
        Health { reason: "health", name, state, detail, tools, mend }
    };
    let cancel = interrupt::token();
    let answer = Session::start(found, context.clone(), &cancel).and_then(|mut session| {
        let settings = context.settings.plugin_settings(&name).unwrap_or_default();
        let mut params = CheckParams::new().with_settings(settings);
        params.project_path = project(&mut session, &params.settings, context);
        let checked = session.check(&params, &cancel)?;
        session.stop();
        Ok(checked)
    });
    Ok(match answer {
        Ok(checked) if checked.ok => health("healthy", None, checked.tools, Vec::new()),
        Ok(checked) => {
            let mut mend: Vec<_> =
                checked.tools.iter().filter_map(|tool| mend(&name, tool)).collect();
            // One command often brings several tools.
            let mut said = BTreeSet::new();
            mend.retain(|command| said.insert(command.clone()));
            health("missing_dependencies", None, checked.tools, mend)
        }
        Err(CallError::Cancelled) => return Err(Error::Interrupted),
        Err(CallError::Refused(error)) => {
            health("load_error", Some(error.message), Vec::new(), Vec::new())
        }
        Err(CallError::Plugin(error)) => {
            let mend = vec![format!("cargo wasmrun plugin install {name}")];
            health("load_error", Some(error.to_string()), Vec::new(), mend)
        }
    })
}

/// The command that brings a tool.
fn mend(plugin: &str, tool: &Tool) -> Option<String> {
    match tool {
        Tool { status: ToolStatus::Found, .. } => None,
        Tool { setup: true, .. } => Some(format!("cargo wasmrun plugin setup {plugin}")),
        Tool { install, .. } => (!install.is_empty()).then(|| install.join(" ")),
    }
}

fn absent(name: &str, error: &Error) -> Health {
    let mend = vec![format!("cargo wasmrun plugin install {name}")];
    let (name, detail) = (name.to_owned(), Some(error.to_string()));
    Health { reason: "health", name, state: "not_found", detail, tools: Vec::new(), mend }
}

fn write(health: &Health, lines: &mut String) {
    let detail = health.detail.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = writeln!(lines, "{}: {}{detail}", health.name, health.state.replace('_', " "));
    for tool in &health.tools {
        let version = tool.version.as_ref().map(|version| format!(" {version}"));
        let version = version.unwrap_or_default();
        let _ = writeln!(lines, "  {}: {}{version}", tool.name, tool.status);
    }
    for command in &health.mend {
        let _ = writeln!(lines, "  mend it with `{command}`");
    }
}

/// Lets a plugin bring its toolchain.
pub(super) fn set_up(name: &str, context: &Context) -> Result<Exit, Error> {
    let context = &with_project_file(context)?;
    let found = named::find(name, &context.settings)?;
    let name = found.name.clone();
    let cancel = interrupt::token();
    let session = Session::start(found, context.clone(), &cancel);
    let mut session = session.map_err(|error| error.blame(&name))?;
    if !session.capabilities().setup {
        session.stop();
        return Err(plugins::Error::CannotSetUp { plugin: name }.into());
    }
    let mut params = SetupParams::new().with_settings(context.settings.plugin_settings(&name)?);
    params.project_path = project(&mut session, &params.settings, context);
    context.shell.status("Setting up", &format!("the toolchain of plugin `{name}`"));
    let events = &mut |event| context.shell.build_event(&event);
    let checked = session.set_up(&params, &cancel, events);
    context.shell.end_progress();
    let checked = checked.map_err(|error| error.blame(&name))?;
    session.stop();
    if checked.ok {
        context.shell.status("Finished", &format!("plugin `{name}` has all that it needs"));
        return Ok(Exit::SUCCESS);
    }
    Err(plugins::Error::ToolchainMissing {
        plugin: name,
        message: "it was set up, but something is still missing".to_owned(),
        tools: checked.tools.into_iter().filter(|t| t.status != ToolStatus::Found).collect(),
        hints: Vec::new(),
        set_up: None,
    }
    .into())
}
