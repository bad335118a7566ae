//! The format of speedscope, as its published schema describes it.

use serde_json::{Value, json};

use super::Samples;

/// The file's content.
pub(super) fn render(samples: &Samples, name: &str) -> String {
    let frames: Vec<Value> =
        samples.functions().iter().map(|name| json!({ "name": name })).collect();
    let (weights, stacks): (Vec<u64>, Vec<Vec<usize>>) = samples
        .weighted()
        .map(|(weight, stack)| (weight.as_micros() as u64, samples.functions_of(stack)))
        .unzip();
    let profile = json!({
        "type": "sampled",
        "name": name,
        "unit": "microseconds",
        "startValue": 0,
        "endValue": samples.duration().as_micros() as u64,
        "samples": stacks,
        "weights": weights,
    });
    json!({
        "$schema": "https://www.speedscope.app/file-format-schema.json",
        "exporter": concat!("cargo-wasmrun ", env!("CARGO_PKG_VERSION")),
        "name": name,
        "activeProfileIndex": 0,
        "shared": { "frames": frames },
        "profiles": [profile],
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::super::samples::tests::example;
    use serde_json::Value;

    #[test]
    fn every_sample_has_a_stack_and_a_weight() {
        let file: Value = serde_json::from_str(&super::render(&example(), "a.wasm")).unwrap();
        let profile = &file["profiles"][0];
        assert_eq!(profile["samples"], serde_json::json!([[0], [0, 1], [0, 1], [0, 2]]));
        assert_eq!(profile["weights"], serde_json::json!([1000, 1000, 1000, 1000]));
        assert_eq!(profile["endValue"], 4000);
        assert_eq!(file["shared"]["frames"][2]["name"], "less<\"a\" & b>");
    }
}
