//! Reads a configuration file: TOML, with unknown keys refused by name and line.

use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::Error;
use crate::suggestion;

/// Which keys a table may have.
pub(super) enum Keys {
    /// These, each with what it holds.
    Known(&'static [(&'static str, Keys)]),
    /// These among others, which are none of our business.
    Among(&'static [(&'static str, Keys)]),
    /// Any, each holding the same.
    Named(&'static Keys),
    /// A value, or a table that somebody else judges.
    Anything,
}

/// Reads the file at `path` if there is one.
pub(super) fn read<T: DeserializeOwned>(path: &Path, keys: &Keys) -> Result<Option<T>, Error> {
    match fs_err::read_to_string(path) {
        Ok(text) => parse(path, &text, keys).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Unreadable { path: path.to_owned(), source }),
    }
}

/// Parses `text`, the content of `path`.
pub(super) fn parse<T: DeserializeOwned>(path: &Path, text: &str, keys: &Keys) -> Result<T, Error> {
    let invalid = |error: toml::de::Error| Error::Invalid {
        path: path.to_owned(),
        line: line(text, error.span().map_or(0, |span| span.start)),
        message: in_plain_words(error.message()),
    };
    let table = DeTable::parse(text).map_err(invalid)?;
    check(path, text, table.get_ref(), keys, "")?;
    toml::from_str(text).map_err(invalid)
}

/// A parser's message without the names of our types.
fn in_plain_words(message: &str) -> String {
    let message = message.replace('\n', "; ");
    let found = message.strip_prefix("invalid type: ").or(message.strip_prefix("invalid value: "));
    let Some((found, wanted)) = found.and_then(|found| found.rsplit_once(", expected ")) else {
        return message;
    };
    let wanted = match wanted {
        "u16" => "a whole number from 0 to 65535",
        "i32" => "a whole number",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "a map" => "a table",
        other => other,
    };
    format!("expected {wanted}, found {found}")
}

fn check(
    path: &Path,
    text: &str,
    table: &DeTable<'_>,
    keys: &Keys,
    section: &str,
) -> Result<(), Error> {
    for (key, value) in table {
        let name: &str = key.get_ref();
        let inner = match keys {
            Keys::Anything => return Ok(()),
            Keys::Named(inner) => inner,
            Keys::Among(ours) => match ours.iter().find(|(known, _)| *known == name) {
                Some((_, inner)) => inner,
                None => continue,
            },
            Keys::Known(known) => match known.iter().find(|(known, _)| *known == name) {
                Some((_, inner)) => inner,
                None => {
                    return Err(unknown(path, line(text, key.span().start), section, name, known));
                }
            },
        };
        if let DeValue::Table(table) = value.get_ref() {
            check(path, text, table, inner, &join(section, name))?;
        }
    }
    Ok(())
}

fn unknown(
    path: &Path,
    line: usize,
    section: &str,
    name: &str,
    known: &[(&'static str, Keys)],
) -> Error {
    let known: Vec<&str> = known.iter().map(|(known, _)| *known).collect();
    Error::UnknownKey {
        path: path.to_owned(),
        line,
        key: join(section, name),
        nearest: suggestion::nearest(name, known.iter().copied()).map(|near| join(section, near)),
        known: known.into_iter().map(str::to_owned).collect(),
    }
}

fn join(section: &str, name: &str) -> String {
    if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") }
}

/// The line, from 1, of the byte at `offset`.
fn line(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
