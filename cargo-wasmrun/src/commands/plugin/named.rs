//! The plugin that a name on the command line means.

use wasmrun_protocol::executable;

use crate::config::Settings;
use crate::error::Error;
use crate::plugins::{self, Discovery, Found, discover};

/// The name without the prefix that every plugin's executable has.
pub(super) fn name(text: &str) -> Result<String, Error> {
    let name = text.strip_prefix(executable::PREFIX).unwrap_or(text);
    if executable::is_valid_name(name) {
        return Ok(name.to_owned());
    }
    Err(plugins::Error::BadName(text.to_owned()).into())
}

/// The plugin of this name, disabled or not.
pub(super) fn find(text: &str, settings: &Settings) -> Result<Found, Error> {
    let name = name(text)?;
    let Discovery { plugins, disabled, .. } = discover(settings);
    let all: Vec<Found> = plugins.into_iter().chain(disabled).collect();
    let known = all.iter().map(|found| found.name.clone()).collect();
    let found = all.into_iter().find(|found| found.name == name);
    Ok(found.ok_or(plugins::Error::Unknown { name, known })?)
}
