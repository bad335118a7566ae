//! Finds the fields of a message that its schema does not know.

use std::collections::BTreeMap;

use serde_json::Value;

/// The schemas of the protocol, by file name.
#[derive(Debug)]
pub(super) struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    /// The schemas of the version that this program speaks.
    pub(super) fn new() -> Self {
        let documents = wasmrun_protocol::schema::documents().into_iter();
        Self(documents.map(|(name, schema)| (name, schema.to_value())).collect())
    }

    /// The names of fields in `value` that the schema `name` does not know, with what they are in.
    pub(super) fn unknown_fields(&self, name: &str, value: &Value) -> Vec<String> {
        let mut unknown = Vec::new();
        if let Some(root) = self.0.get(name) {
            compare(root, root, value, "", &mut unknown);
        }
        unknown
    }
}

fn compare(root: &Value, schema: &Value, value: &Value, path: &str, unknown: &mut Vec<String>) {
    let schema = resolve(root, schema, value);
    match value {
        Value::Object(fields) => {
            let Some(properties) = schema.get("properties") else { return };
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match properties.get(name) {
                    Some(schema) => compare(root, schema, value, &path, unknown),
                    None => unknown.push(path),
                }
            }
        }
        Value::Array(items) => {
            let Some(schema) = schema.get("items") else { return };
            for item in items {
                compare(root, schema, item, path, unknown);
            }
        }
        _ => {}
    }
}

/// The part of a schema that says something about `value`, behind references and choices.
fn resolve<'a>(root: &'a Value, schema: &'a Value, value: &Value) -> &'a Value {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let definition = name.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return definition.map_or(schema, |definition| resolve(root, definition, value));
    }
    let choices = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    let mut choices = choices.map(|choice| resolve(root, choice, value));
    let fits = |choice: &&Value| value.is_object() && choice.get("properties").is_some();
    choices.find(fits).unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_fields_are_found_wherever_they_are() {
        let unknown = |name: &str, value: Value| Schemas::new().unknown_fields(name, &value);
        let build = json!({
            "status": "succeeded", "mood": 1,
            "artifacts": [{"kind": "wasm", "path": "/a", "colour": "red"}],
            "run": [{"name": "default", "mode": "wasi", "entry": "/a", "env": {"A": "1"}}],
            "watch": {"paths": [], "exclude": []},
        });
        assert_eq!(
            unknown("build.result.json", build),
            ["artifacts.colour", "mood", "watch.exclude"]
        );
        let error = json!({"code": 1, "message": "m", "data": {"hint": "h"}});
        assert_eq!(unknown("error.json", error), ["data.hint"]);
    }
}
