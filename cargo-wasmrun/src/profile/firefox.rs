//! The Firefox profiler's format for profiles that are ready to be shown: tables of columns, with
//! indices from one to the next.

use serde_json::{Value, json};

use super::Samples;

/// The version of the format that these tables are made by.
const FORMAT_VERSION: u32 = 62;

/// The version of the recording's format, of which nothing is left here.
const RECORDING_VERSION: u32 = 24;

/// The file's content.
pub(super) fn render(samples: &Samples, name: &str) -> String {
    json!({
        "meta": meta(name),
        "libs": [],
        "pages": [],
        "counters": [],
        "profilerOverhead": [],
        "shared": shared(samples),
        "threads": [thread(samples, name)],
    })
    .to_string()
}

fn meta(name: &str) -> Value {
    json!({
        "version": RECORDING_VERSION,
        "preprocessedProfileVersion": FORMAT_VERSION,
        "product": format!("cargo wasmrun: {name}"),
        "interval": 1.0,
        "startTime": 0.0,
        "processType": 0,
        "debug": false,
        "symbolicated": true,
        "sourceCodeIsNotOnSearchfox": true,
        "usesOnlyOneStackType": true,
        "categories": [
            { "name": "Other", "color": "grey", "subcategories": ["Other"] },
            { "name": "WebAssembly", "color": "purple", "subcategories": ["Other"] },
        ],
        "markerSchema": [],
        "pausedRanges": [],
        "extensions": { "length": 0, "id": [], "name": [], "baseURL": [] },
        "sampleUnits": { "time": "ms", "eventDelay": "ms", "threadCPUDelta": "µs" },
    })
}

/// The tables. Every function has one frame, since samples are of functions.
fn shared(samples: &Samples) -> Value {
    let functions = samples.functions().len();
    let indices: Vec<usize> = (0..functions).collect();
    let all = |value: Value| vec![value; functions];
    let (callers, frames): (Vec<Option<usize>>, Vec<usize>) =
        samples.stacks().iter().map(|stack| (stack.caller, stack.function)).unzip();
    json!({
        "stringArray": samples.functions(),
        "funcTable": {
            "length": functions,
            "name": indices,
            "isJS": all(false.into()),
            "relevantForJS": all(false.into()),
            "resource": all((-1).into()),
            "source": all(Value::Null),
            "lineNumber": all(Value::Null),
            "columnNumber": all(Value::Null),
        },
        "frameTable": {
            "length": functions,
            "func": indices,
            "address": all((-1).into()),
            "inlineDepth": all(0.into()),
            "category": all(1.into()),
            "subcategory": all(0.into()),
            "nativeSymbol": all(Value::Null),
            "innerWindowID": all(0.into()),
            "line": all(Value::Null),
            "column": all(Value::Null),
        },
        "stackTable": { "length": frames.len(), "frame": frames, "prefix": callers },
        "resourceTable": { "length": 0, "lib": [], "name": [], "host": [], "type": [] },
        "nativeSymbols": {
            "length": 0, "address": [], "functionSize": [], "libIndex": [], "name": [],
        },
        "sources": {
            "length": 0, "id": [], "filename": [], "startLine": [], "startColumn": [],
            "sourceMapURL": [],
        },
    })
}

fn thread(samples: &Samples, name: &str) -> Value {
    let (weights, stacks): (Vec<f64>, Vec<usize>) =
        samples.weighted().map(|(weight, stack)| (weight.as_secs_f64() * 1_000.0, stack)).unzip();
    json!({
        "name": name,
        "processName": name,
        "processType": "default",
        "isMainThread": true,
        "pid": "1",
        "tid": "1",
        "processStartupTime": 0.0,
        "processShutdownTime": null,
        "registerTime": 0.0,
        "unregisterTime": null,
        "pausedRanges": [],
        "showMarkersInTimeline": false,
        "markers": {
            "length": 0, "category": [], "data": [], "name": [], "phase": [], "startTime": [],
            "endTime": [],
        },
        "samples": {
            "length": samples.len(),
            "stack": stacks,
            "timeDeltas": weights,
            "weight": weights,
            "weightType": "tracing-ms",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::tests::example;
    use serde_json::Value;

    /// Whether every column of a table has as many rows as the table says.
    fn is_even(table: &Value) -> bool {
        let columns = table.as_object().unwrap().values().filter_map(Value::as_array);
        columns.into_iter().all(|column| column.len() as u64 == table["length"].as_u64().unwrap())
    }

    #[test]
    fn tables_are_even_and_indices_lead_somewhere() {
        let file: Value = serde_json::from_str(&super::render(&example(), "a.wasm")).unwrap();
        let shared = file["shared"].as_object().unwrap();
        let tables = shared.iter().filter(|(name, _)| *name != "stringArray");
        for (name, table) in tables {
            assert!(is_even(table), "{name}");
        }
        let thread = &file["threads"][0];
        assert!(is_even(&thread["samples"]) && is_even(&thread["markers"]));
        assert_eq!(thread["samples"]["stack"], serde_json::json!([0, 1, 1, 2]));
        assert_eq!(shared["stackTable"]["prefix"], serde_json::json!([null, 0, 0]));
        assert_eq!(shared["funcTable"]["name"], serde_json::json!([0, 1, 2]));
        assert_eq!(shared["stringArray"][1], "draw");
    }
}
