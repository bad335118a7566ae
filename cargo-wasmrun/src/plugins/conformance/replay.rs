//! Repeats conversations that `--trace-protocol` wrote, and compares what the plugin says now.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;
use wasmrun_protocol::{DiagnosticNote, Method as _, Note as _, limits, method};

use super::super::Error;
use super::super::session::launch;
use super::super::trace::{Entry, Speaker};
use super::kit::Subject;
use super::observer::Observer;
use super::peer::{Peer, Reply};
use super::project;
use super::report::Outcome;

/// Fields that are different each time, in each version, or are drawn with paths.
const VOLATILE: [&str; 4] = ["fresh", "version", "protocol_version", "rendered"];

/// Repeats every conversation with the plugin in the trace in `file`; what is different now.
///
/// With a project, its copy takes the place of the one that the trace is about.
pub fn repeat(subject: &Subject, file: &Path) -> Result<Vec<String>, Error> {
    let mut entries = read(file)?;
    entries.retain(|entry| entry.plugin == subject.found.name);
    let scratch = tempfile::tempdir().map_err(Error::Scratch)?;
    let replacements = replacements(subject, &entries, scratch.path())?;
    let mut differences = Vec::new();
    let last = entries.iter().map(|entry| entry.session).max().unwrap_or(0);
    for session in 1..=last {
        let entries: Vec<&Entry> =
            entries.iter().filter(|entry| entry.session == session).collect();
        if entries.is_empty() {
            continue;
        }
        let observer = Rc::new(RefCell::new(Observer::new()));
        let launch = launch(&subject.found, &subject.settings, scratch.path());
        let result = Peer::start(&launch, &observer)
            .and_then(|mut peer| converse(subject, &mut peer, &entries, &replacements));
        let found = result
            .unwrap_or_else(|outcome| outcome.reason().map(str::to_owned).into_iter().collect());
        differences.extend(found.into_iter().map(|text| format!("session {session}: {text}")));
    }
    Ok(differences)
}

fn read(file: &Path) -> Result<Vec<Entry>, Error> {
    let unreadable = |source| Error::Transcript { path: file.to_owned(), source };
    let text = fs_err::read_to_string(file).map_err(unreadable)?;
    let entries: Result<Vec<Entry>, _> = text.lines().map(serde_json::from_str).collect();
    entries.map_err(|error| unreadable(std::io::Error::other(error)))
}

/// Paths of the trace, each with the one that takes its place.
fn replacements(
    subject: &Subject,
    entries: &[Entry],
    scratch: &Path,
) -> Result<Vec<(String, String)>, Error> {
    let messages = || entries.iter().filter_map(|entry| entry.message.as_ref());
    let text = |pointer: &str| messages().find_map(|message| message.pointer(pointer)?.as_str());
    let dirs = super::super::session::dirs(&subject.found, &subject.settings);
    let mut pairs: Vec<(Option<&str>, PathBuf)> =
        vec![(text("/params/dirs/data"), dirs.data), (text("/params/dirs/cache"), dirs.cache)];
    pairs.push((text("/params/directory"), scratch.join("created")));
    if let Some(original) = &subject.project {
        let copy = scratch.join(original.file_name().unwrap_or_default());
        if let Err(Outcome::Skipped(reason)) = project::copy(original, &copy) {
            return Err(Error::Scratch(std::io::Error::other(reason)));
        }
        pairs.push((text("/params/project_path"), copy));
    }
    Ok(pairs
        .into_iter()
        .filter_map(|(from, to)| Some((from?.to_owned(), to.to_string_lossy().into_owned())))
        .collect())
}

/// Says what the host said, and compares each answer with the one that came then.
fn converse(
    subject: &Subject,
    peer: &mut Peer,
    entries: &[&Entry],
    replacements: &[(String, String)],
) -> Result<Vec<String>, Outcome> {
    let mut differences = Vec::new();
    for entry in entries.iter().filter(|entry| entry.from == Speaker::Host) {
        let Some(message) = &entry.message else {
            peer.send(format!("{}\n", entry.text.as_deref().unwrap_or_default()).as_bytes());
            continue;
        };
        let (Some(id), Some(method)) = (message.get("id"), message["method"].as_str()) else {
            peer.send(format!("{}\n", replaced(message, replacements)).as_bytes());
            continue;
        };
        let patience = match method {
            method::Initialize::NAME => limits::INITIALIZE_TIMEOUT,
            _ => subject.patience,
        };
        let params = replaced(&message["params"], replacements);
        let now = peer.call(method, &params, patience)?;
        let then = Then::of(id, entries);
        let found = then.outcome_differs(&now, replacements);
        let found = found.or_else(|| then.diagnostics_differ(&now, replacements));
        differences.extend(found.map(|difference| format!("`{method}`: {difference}")));
    }
    peer.end(limits::EXIT_GRACE);
    Ok(differences)
}

/// What the plugin said of one request when the trace was written.
struct Then<'a> {
    answer: Option<&'a Value>,
    diagnostics: Vec<&'a Value>,
}

impl<'a> Then<'a> {
    fn of(id: &Value, entries: &[&'a Entry]) -> Self {
        let said = entries.iter().filter(|entry| entry.from == Speaker::Plugin);
        let said: Vec<&Value> = said.filter_map(|entry| entry.message.as_ref()).collect();
        let answer = said.iter().copied().find(|message| message.get("id") == Some(id));
        let is_ours = |message: &&Value| {
            message["method"] == DiagnosticNote::NAME && message["params"]["request"] == *id
        };
        let diagnostics = said.iter().copied().filter(is_ours);
        Self {
            answer,
            diagnostics: diagnostics.map(|note| &note["params"]["diagnostic"]).collect(),
        }
    }

    fn outcome_differs(&self, now: &Reply, replacements: &[(String, String)]) -> Option<String> {
        let then = self.answer?;
        match (&now.outcome, then.get("result")) {
            (Ok(now), Some(then)) => differ(&replaced(then, replacements), now, ""),
            (Err(now), None) => {
                let then = then.pointer("/error/code").and_then(Value::as_i64);
                (then != Some(now.code))
                    .then(|| format!("its error was {then:?}, not {}", now.code))
            }
            (Ok(_), None) => Some("it was an error, and is none now".to_owned()),
            (Err(now), Some(_)) => Some(format!("it is refused now: {}", now.message)),
        }
    }

    fn diagnostics_differ(&self, now: &Reply, replacements: &[(String, String)]) -> Option<String> {
        let now = now.notes.iter().filter(|note| note.method == DiagnosticNote::NAME);
        let now: Vec<&Value> = now.map(|note| &note.params["diagnostic"]).collect();
        if now.len() != self.diagnostics.len() {
            return Some(format!(
                "it had {} diagnostics, and has {}",
                self.diagnostics.len(),
                now.len()
            ));
        }
        let pairs = self.diagnostics.iter().zip(now);
        pairs.into_iter().find_map(|(then, now)| differ(&replaced(then, replacements), now, ""))
    }
}

/// `value` with the paths of this machine.
fn replaced(value: &Value, replacements: &[(String, String)]) -> Value {
    match value {
        Value::String(text) => {
            let fitting = replacements.iter().find_map(|(from, to)| {
                let rest = text.strip_prefix(from.as_str())?;
                (rest.is_empty() || rest.starts_with(['/', '\\'])).then(|| format!("{to}{rest}"))
            });
            Value::String(fitting.unwrap_or_else(|| text.clone()))
        }
        Value::Array(items) => items.iter().map(|item| replaced(item, replacements)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), replaced(value, replacements)))
            .collect(),
        other => other.clone(),
    }
}

/// The first difference between two results. What is new now is none: later versions add fields.
fn differ(then: &Value, now: &Value, path: &str) -> Option<String> {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => then.iter().find_map(|(name, value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match now.get(name) {
                _ if VOLATILE.contains(&name.as_str()) => None,
                Some(now) => differ(value, now, &path),
                None => Some(format!("`{path}` is gone")),
            }
        }),
        (Value::Array(then), Value::Array(now)) if then.len() == now.len() => {
            then.iter().zip(now).find_map(|(then, now)| differ(then, now, path))
        }
        _ if then == now => None,
        _ => Some(format!("`{path}` was {then} and is {now}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_are_replaced_as_a_whole() {
        let pairs = [("/a/p".to_owned(), "/tmp/q".to_owned())];
        let value = json!({"x": ["/a/p", "/a/p/b", "/a/project", 1]});
        assert_eq!(replaced(&value, &pairs), json!({"x": ["/tmp/q", "/tmp/q/b", "/a/project", 1]}));
    }

    #[test]
    fn what_is_new_or_volatile_is_no_difference() {
        let then = json!({"matches": true, "fresh": false, "tools": [{"name": "a"}]});
        let now = json!({"matches": true, "fresh": true, "tools": [{"name": "a", "new": 1}]});
        assert_eq!(differ(&then, &now, ""), None);
        let now = json!({"matches": true, "tools": [{"name": "b"}]});
        assert_eq!(differ(&then, &now, "").unwrap(), "`tools.name` was \"a\" and is \"b\"");
        assert_eq!(differ(&then, &json!({"tools": []}), "").unwrap(), "`matches` is gone");
    }
}
