//! The examples of SPEC.md are messages that the types and the schemas accept without loss.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde_json::Value;
use wasmrun_protocol::PROTOCOL_VERSION;
use wasmrun_protocol::requirement::{REQUIREMENTS, Requirement};

use crate::{messages, schemas};

/// The lines of each fenced JSON block, with the line number of its first one.
fn examples() -> Vec<(usize, Vec<String>)> {
    let mut blocks = Vec::new();
    let mut block = None;
    for (number, line) in text().lines().enumerate() {
        match (line, &mut block) {
            ("```json", None) => block = Some((number + 2, Vec::new())),
            ("```", Some(_)) => blocks.extend(block.take()),
            (_, Some((_, lines))) => lines.push(line.to_owned()),
            _ => {}
        }
    }
    assert!(block.is_none(), "the last block does not end");
    blocks
}

fn text() -> String {
    fs_err::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("SPEC.md")).unwrap()
}

/// The chapter of this number.
fn chapter<'a>(text: &'a str, number: &str) -> &'a str {
    let (_, from) = text.split_once(&format!("\n## {number}. ")).expect(number);
    from.split("\n## ").next().unwrap()
}

/// The rows of the tables in a chapter, without their heads.
fn rows(chapter: &str) -> impl Iterator<Item = &str> {
    let lines = chapter.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    lines.filter(|row| !row.starts_with("name |") && !row.starts_with("object |"))
}

#[test]
fn examples_survive_types_and_schemas() {
    let mut seen = BTreeSet::new();
    for (number, lines) in examples() {
        let mut methods = HashMap::new();
        for (offset, line) in lines.iter().enumerate() {
            let place = format!("SPEC.md:{}", number + offset);
            seen.insert(messages::check(line, &mut methods, Value::eq, &place));
        }
    }
    let all: BTreeSet<_> = schemas::documents().into_keys().collect();
    assert_eq!(seen, all, "every kind of message has an example");
}

#[test]
fn every_field_and_value_is_explained() {
    let text = text();
    for (name, schema) in schemas::documents() {
        for word in schemas::words(&schema) {
            assert!(
                text.contains(&format!("`{word}`")),
                "SPEC.md says nothing of `{word}` ({name})"
            );
        }
    }
}

#[test]
fn the_title_names_the_version() {
    let minor = PROTOCOL_VERSION.rsplit_once('.').unwrap().0;
    assert!(text().starts_with(&format!("# The plugin protocol, version {minor}\n")));
    assert!(text().contains(&format!("this is {PROTOCOL_VERSION}.")));
}

#[test]
fn the_table_of_requirements_is_that_of_the_kit() {
    let text = text();
    let rows: Vec<&str> = rows(chapter(&text, "11")).collect();
    let known: Vec<String> = REQUIREMENTS
        .iter()
        .map(|Requirement { id, section, text, .. }| format!("{id} | {section} | {text}"))
        .collect();
    assert_eq!(rows, known);
}

#[test]
fn the_table_of_required_fields_is_that_of_the_schemas() {
    let text = text();
    let listed = rows(chapter(&text, "12")).map(|row| row.split_once(" | ").unwrap());
    let listed: Vec<(&str, String)> =
        listed.map(|(what, names)| (what, names.replace('`', ""))).collect();
    let mut required = BTreeMap::new();
    for (name, schema) in schemas::documents() {
        required.insert(described(&name), schemas::required(&schema));
        for (definition, schema) in schema["$defs"].as_object().into_iter().flatten() {
            required.insert(described(definition), schemas::required(schema));
        }
    }
    required.retain(|_, fields| !fields.is_empty());
    for (what, names) in &listed {
        let fields = required.remove(*what).unwrap_or_else(|| panic!("`{what}` is in no schema"));
        assert_eq!(*names, fields, "{what}");
    }
    assert_eq!(required, BTreeMap::new(), "SPEC.md does not list these");
}

/// What section 12 calls the object of a schema file or of a definition in one.
fn described(name: &str) -> String {
    let in_words = match name {
        "error.json" => "`error`",
        "Artifact" => "an artifact",
        "Diagnostic" => "a diagnostic",
        "Dirs" => "`dirs`",
        "HostInfo" => "`host`",
        "PluginInfo" => "`info`",
        "Position" => "a position",
        "Preopen" => "a preopen",
        "Provider" => "a provider",
        "RunPlan" => "a run plan",
        "Span" => "a `span`, one of `related`",
        "Tool" => "a tool",
        "WatchSpec" => "a watch specification",
        _ => match name.split('.').collect::<Vec<_>>().as_slice() {
            ["cancel" | "diagnostic" | "log" | "output" | "progress", ..] => {
                return format!("`{}`", name.split('.').next().unwrap());
            }
            [method, "params", _] => return format!("`{method}`, parameters"),
            [method, "result", _] => return format!("`{method}`, result"),
            _ => name,
        },
    };
    in_words.to_owned()
}

#[test]
fn each_requirement_has_a_section_and_a_name_of_its_own() {
    let text = text();
    let mut ids = BTreeSet::new();
    for Requirement { id, section, .. } in REQUIREMENTS {
        let (chapter, item) = section.split_once('.').unwrap_or((section, ""));
        let chapter = self::chapter(&text, chapter);
        assert!(item.is_empty() || chapter.contains(&format!("\n{item}. ")), "{id}: {section}");
        assert!(ids.insert(id), "{id} stands for two requirements");
    }
}
