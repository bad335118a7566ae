//! The committed schemas are those of the types, and stay open.
//!
//! After a change of the types, `SNAPSHOTS=overwrite cargo test -p wasmrun-protocol` writes them
//! anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
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

/// The schemas that plugins in use were built against, each folder with the hash of what is in it.
const RELEASED: [(&str, &str); 1] =
    [("1.0", "f7fe36c182ae1295bfba4ce80a323aa26ac2cc9fdbb0596e1015d961cb687581")];

/// What was released stays: a change belongs into the folder of the next minor version. (Before the
/// first release, and only then, the hash is written anew.)
#[test]
fn released_schemas_do_not_change() {
    for (version, expected) in RELEASED {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema").join(version);
        let files = fs_err::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let files: BTreeMap<_, _> =
            files.map(|path| (path.file_name().unwrap().to_owned(), path)).collect();
        let mut hash = Sha256::new();
        for (name, path) in files {
            hash.update(name.as_encoded_bytes());
            hash.update(fs_err::read(path).unwrap());
        }
        let hash =
            hash.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        assert_eq!(hash, expected, "schema/{version} has changed");
    }
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
