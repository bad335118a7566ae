//! `plugin info`: all that is known of one plugin.

use serde::Serialize;
use wasmrun_protocol::{Capabilities, PluginInfo};

use super::named;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::output::rows;
use crate::plugins::install::{Record, claimed};
use crate::plugins::{Context, Session};

/// What is known of a plugin, as JSON.
#[derive(Serialize)]
struct Known<'a> {
    reason: &'static str,
    info: &'a PluginInfo,
    protocol: String,
    capabilities: &'a Capabilities,
    path: &'a std::path::Path,
    found: &'static str,
    record: Option<&'a Record>,
    unchanged: Option<bool>,
}

/// Asks the plugin what it is, and adds what was recorded of it.
pub(super) fn run(name: &str, context: &Context) -> Result<Exit, Error> {
    let found = named::find(name, &context.settings)?;
    let record = Record::read(&context.settings.home, &found.name)?
        .filter(|_| found.path.starts_with(&context.settings.home));
    let session = Session::start(found.clone(), context.clone(), &interrupt::token());
    let session = session.map_err(|error| error.blame(&found.name))?;
    let known = Known {
        reason: "plugin",
        info: session.info(),
        protocol: session.protocol().to_string(),
        capabilities: session.capabilities(),
        path: &found.path,
        found: found.origin.describe(),
        unchanged: record.as_ref().map(|record| record.is_of(&found.path)),
        record: record.as_ref(),
    };
    let shell = &context.shell;
    shell.event(&known);
    let answer = if shell.is_json() { Ok(()) } else { shell.answer(&text(&known)) };
    session.stop();
    answer.map(|()| Exit::SUCCESS)
}

fn text(known: &Known<'_>) -> String {
    let PluginInfo {
        name, version, description, author, extensions, entry_files, templates, ..
    } = known.info;
    let claimed = claimed(known.capabilities);
    let source = known.record.map(|record| format!("{} ({})", record.source, record.checksum));
    let changed = known.unchanged == Some(false);
    rows(&[
        ("name", format!("{name} {version}")),
        ("description", description.clone()),
        ("author", author.clone().unwrap_or_default()),
        ("protocol", known.protocol.clone()),
        ("languages", known.capabilities.supported_languages.join(", ")),
        ("targets", known.capabilities.custom_targets.join(", ")),
        ("capabilities", claimed.join(", ")),
        ("entry files", entry_files.join(", ")),
        ("extensions", extensions.join(", ")),
        ("templates", templates.join(", ")),
        ("executable", format!("{}, {}", known.path.display(), known.found)),
        ("installed from", source.unwrap_or_default()),
        ("note", if changed { "the executable has changed since" } else { "" }.to_owned()),
    ])
}
