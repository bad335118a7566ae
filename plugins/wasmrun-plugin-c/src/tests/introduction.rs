//! What the plugin says about itself, here and in its manifest.

use wasmrun_plugin_sdk::testing::PluginTest;

use crate::environment::Environment;
use crate::plugin::CPlugin;

#[test]
fn the_manifest_says_the_same_as_the_plugin() {
    let manifest: toml::Table = toml::from_str(include_str!("../../Cargo.toml")).unwrap();
    let metadata = &manifest["package"]["metadata"]["wasmrun-plugin"];
    let list = |key: &str| -> Vec<&str> {
        metadata[key].as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
    };
    let plugin = PluginTest::start(CPlugin::new(Environment::default()));
    let info = &plugin.introduction().info;
    assert_eq!(metadata["name"].as_str(), Some(info.name.as_str()));
    assert_eq!(list("extensions"), info.extensions);
    assert_eq!(list("entry_files"), info.entry_files);

    let capabilities = serde_json::to_value(&plugin.introduction().capabilities).unwrap();
    let capabilities = capabilities.as_object().unwrap();
    let mut offered: Vec<&str> = capabilities
        .iter()
        .filter(|(_, value)| **value == true)
        .map(|(name, _)| name.as_str())
        .collect();
    let mut listed = list("capabilities");
    offered.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, offered);
}
