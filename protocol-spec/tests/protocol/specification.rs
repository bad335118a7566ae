//! The examples of SPEC.md are messages that the types and the schemas accept without loss.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use serde_json::Value;
use wasmrun_protocol::requirement::{REQUIREMENTS, Requirement};
use wasmrun_protocol::{Message, PROTOCOL_VERSION, RequestId};

use crate::{schemas, transcode};

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

#[test]
fn examples_survive_types_and_schemas() {
    let mut seen = BTreeSet::new();
    for (number, lines) in examples() {
        let mut methods = HashMap::new();
        for (offset, line) in lines.iter().enumerate() {
            let place = format!("SPEC.md:{}", number + offset);
            seen.insert(check_example(line, &mut methods, &place));
        }
    }
    let all: BTreeSet<_> = schemas::documents().into_keys().collect();
    assert_eq!(seen, all, "every kind of message has an example");
}

/// Checks one line; gives the schemas that it was held against.
fn check_example(line: &str, methods: &mut HashMap<RequestId, String>, place: &str) -> String {
    let message =
        Message::parse(line.as_bytes()).unwrap_or_else(|error| panic!("{place}: {error}"));
    let original: Value = serde_json::from_str(line).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&message.to_line()).unwrap(), original, "{place}");
    let (schema, before, after) = match message {
        Message::Request(request) => {
            methods.insert(request.id, request.method.clone());
            let after = transcode::params(&request.method, &request.params);
            (format!("{}.params.json", request.method), request.params, after)
        }
        Message::Notification(note) => {
            let after = transcode::params(&note.method, &note.params);
            (format!("{}.params.json", note.method), note.params, after)
        }
        Message::Response(response) => {
            if let Ok(result) = response.outcome {
                let id = response.id.unwrap();
                let method = methods.get(&id).unwrap_or_else(|| panic!("{place}: no request"));
                let after = transcode::result(method, &result);
                (format!("{method}.result.json"), result, after)
            } else {
                let error = original["error"].clone();
                let after = transcode::again::<wasmrun_protocol::RpcError>(&error);
                ("error.json".to_owned(), error, after)
            }
        }
    };
    assert_eq!(after, before, "{place}: the types lose or add something");
    schemas::assert_valid(&schema, &before, place);
    schema
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
    let (_, section) = text.split_once("\n## 11. Requirements\n").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows: Vec<&str> = rows.filter(|row| !row.starts_with("name |")).collect();
    let known: Vec<String> = REQUIREMENTS
        .iter()
        .map(|Requirement { id, section, text, .. }| format!("{id} | {section} | {text}"))
        .collect();
    assert_eq!(rows, known);
}

#[test]
fn each_requirement_has_a_section_and_a_name_of_its_own() {
    let text = text();
    let mut ids = BTreeSet::new();
    for Requirement { id, section, .. } in REQUIREMENTS {
        let (chapter, item) = section.split_once('.').unwrap_or((section, ""));
        let (_, from) = text.split_once(&format!("\n## {chapter}. ")).expect(id);
        let chapter = from.split("\n## ").next().unwrap();
        assert!(item.is_empty() || chapter.contains(&format!("\n{item}. ")), "{id}: {section}");
        assert!(ids.insert(id), "{id} stands for two requirements");
    }
}
