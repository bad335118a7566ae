//! What the plugin says about itself, here and in its manifest.

use wasmrun_plugin_sdk::testing::PluginTest;

use crate::environment::Environment;
use crate::plugin::CPlugin;

#[test]
fn the_manifest_says_the_same_as_the_plugin() {
    let manifest = toml::from_str(include_str!("../../Cargo.toml")).unwrap();
    PluginTest::start(CPlugin::new(Environment::default())).assert_manifest(&manifest);
}
