//! A host of the next minor version, whose news this version of the SDK does not know.

use serde_json::{Value, json};
use wasmrun_plugin_sdk::testing::PluginTest;
use wasmrun_plugin_sdk::{ErrorKind, Message, protocol_version};

use crate::plugin::ScriptPlugin;

/// What answers a request of such a host.
fn ask(test: &mut PluginTest, id: u64, method: &str, params: &Value) -> Value {
    let request = json!({
        "jsonrpc": "2.0", "id": id, "method": method, "params": params, "urgency": "high",
    });
    test.send(format!("{request}\n").as_bytes());
    loop {
        match test.receive().expect("the plugin lives on") {
            Message::Response(response) => {
                return serde_json::from_str(&response.to_line()).unwrap();
            }
            Message::Notification(_) => {}
            request @ Message::Request(_) => panic!("expected an answer, found {request:?}"),
        }
    }
}

#[test]
fn it_is_answered_in_this_version_and_its_news_are_ignored() {
    let mut test = PluginTest::start_silent(ScriptPlugin);
    let mut hello = serde_json::to_value(test.initialize_params()).unwrap();
    hello["protocol_versions"] = json!(["2.0.0", "1.1.0"]);
    hello["host"]["mood"] = json!("fine");
    hello["novel"] = json!({"any": ["thing"]});
    let answer = ask(&mut test, 0, "initialize", &hello);
    assert_eq!(answer["result"]["protocol_version"], protocol_version().to_string());

    let folder = test.directory().to_owned();
    let answer = ask(&mut test, 1, "detect", &json!({"project_path": folder, "depth": 3}));
    assert_eq!(answer["result"]["matches"], true);

    test.send(b"{\"jsonrpc\":\"2.0\",\"method\":\"weather\",\"params\":{\"sun\":true}}\n");
    let build = json!({
        "project_path": folder, "output_dir": folder.join("out"), "custom_args": ["exit 0"],
        "optimization_level": "ludicrous", "target_format": "hologram", "moons": [1, 2],
    });
    assert_eq!(ask(&mut test, 2, "build", &build)["result"]["status"], "succeeded");

    let answer = ask(&mut test, 3, "dream", &json!({"sheep": 7}));
    assert_eq!(answer["error"]["code"], ErrorKind::MethodNotFound.code());
    assert_eq!(test.finish(), []);
}
