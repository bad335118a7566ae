//! One line of a conversation, held against types and schemas.

use std::collections::HashMap;

use serde_json::Value;
use wasmrun_protocol::{Message, RequestId};

use crate::{schemas, transcode};

/// Checks one line, a response to one of `methods`; gives the schema that it was held against.
/// `is_same` compares what was read with what the types write of it.
pub(crate) fn check(
    line: &str,
    methods: &mut HashMap<RequestId, String>,
    is_same: fn(&Value, &Value) -> bool,
    place: &str,
) -> String {
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
    assert!(is_same(&before, &after), "{place}: the types made {before} into {after}");
    schemas::assert_valid(&schema, &before, place);
    schema
}

/// Whether nothing is lost: what a peer may leave out is written, but for empty lists.
pub(crate) fn is_kept(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => before
            .iter()
            .filter(|(_, value)| value.as_array().is_none_or(|list| !list.is_empty()))
            .all(|(name, value)| after.get(name).is_some_and(|after| is_kept(value, after))),
        (Value::Array(before), Value::Array(after)) => {
            before.len() == after.len() && before.iter().zip(after).all(|(b, a)| is_kept(b, a))
        }
        _ => before == after,
    }
}
