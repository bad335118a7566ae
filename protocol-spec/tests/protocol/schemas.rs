//! The committed schemas are those of the types, and stay open.
//!
//! After a change of the types, `SNAPSHOTS=overwrite cargo test -p wasmrun-protocol` writes them
//! anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};
use snapbox::Data;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema/1.0")
}

/// The schemas by file name. They are taken from the types rather than from the files, which a test
/// of this module may be writing at this moment; it also sees to it that the two are the same.
pub(crate) fn documents() -> BTreeMap<String, Value> {
    let documents = wasmrun_protocol::schema::documents().into_iter();
    documents.map(|(name, schema)| (name, schema.to_value())).collect()
}

#[track_caller]
pub(crate) fn assert_valid(name: &str, value: &Value, place: &str) {
    let schema = documents().remove(name).unwrap_or_else(|| panic!("{place}: no schema `{name}`"));
    if let Err(error) = jsonschema::validate(&schema, value) {
        panic!("{place}: {error} at `{}`", error.instance_path());
    }
}

/// The names of fields and values in a schema.
pub(crate) fn words(schema: &Value) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get("properties") {
                words.extend(properties.keys().cloned());
            }
            if let Some(Value::Array(values)) = fields.get("enum") {
                words.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            fields.values().for_each(|value| words.extend(self::words(value)));
        }
        Value::Array(values) => values.iter().for_each(|value| words.extend(self::words(value))),
        _ => {}
    }
    words
}

/// The fields that an object has to have, as SPEC.md lists them.
pub(crate) fn required(schema: &Value) -> String {
    let fields = schema["required"].as_array().into_iter().flatten();
    fields.filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_committed_schemas_are_current() {
    let mut names = BTreeSet::new();
    for (name, mut schema) in documents() {
        // Whether maps keep their order depends on what else is built at the same time.
        schema.sort_all_objects();
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        snapbox::assert_data_eq!(text, Data::read_from(&folder().join(&name), None).raw());
        names.insert(name);
    }
    let files = fs_err::read_dir(folder()).unwrap().map(Result::unwrap);
    let files: BTreeSet<_> = files.map(|file| file.file_name().into_string().unwrap()).collect();
    assert_eq!(files, names, "a schema belongs to no message");
}

#[test]
fn enumerations_are_open() {
    let tool = json!({"name": "cc", "required": true, "status": "on_its_way"});
    assert_valid("check.result.json", &json!({"ok": true, "tools": [tool]}), "a new status");
    let wrong = json!({"ok": true, "tools": [{"name": "cc", "required": true, "status": 7}]});
    let schema = &documents()["check.result.json"];
    assert!(!jsonschema::is_valid(schema, &wrong));
}

#[test]
fn unknown_fields_are_allowed_and_required_ones_required() {
    assert_valid("detect.result.json", &json!({"matches": true, "novel": 1}), "a new field");
    assert!(!jsonschema::is_valid(&documents()["detect.result.json"], &json!({"confidence": 1})));
}
