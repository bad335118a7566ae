//! `plugin search`: plugins in the registry.

use std::fmt::Write as _;

use serde::Serialize;
use wasmrun_protocol::executable;

use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::output::plain;
use crate::plugins::Context;
use crate::plugins::install::{Hit, Installer};

/// A plugin that can be installed, as JSON.
#[derive(Serialize)]
struct Row<'a> {
    reason: &'static str,
    name: &'a str,
    version: &'a str,
    description: Option<&'a str>,
    downloads: Option<u64>,
}

/// Prints the plugins whose name or description holds `word`.
pub(super) fn run(word: &str, context: &Context) -> Result<Exit, Error> {
    let hits = Installer::new(context, &interrupt::token()).search(word)?;
    let shell = &context.shell;
    if hits.is_empty() {
        shell.note("no plugin was found");
    }
    let mut text = String::new();
    for Hit { name, max_version: version, description, downloads } in &hits {
        let name = name.strip_prefix(executable::PREFIX).unwrap_or(name);
        let (description, downloads) = (description.as_deref(), *downloads);
        shell.event(&Row { reason: "plugin", name, version, description, downloads });
        let description = description.map(plain).unwrap_or_default();
        let described = format!("{} {}  {description}", plain(name), plain(version));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", described.trim_end());
    }
    if !shell.is_json() {
        shell.answer(&text)?;
    }
    Ok(Exit::SUCCESS)
}
