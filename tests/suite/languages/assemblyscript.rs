//! AssemblyScript, with the compiler that the plugin's set-up brings.

use crate::language::{Break, Language};

pub(crate) const ASSEMBLYSCRIPT: Language = Language {
    plugin: "assemblyscript",
    example: "assemblyscript-life",
    bring: "install Node.js: https://nodejs.org",
};

#[test]
fn levels_differ() {
    ASSEMBLYSCRIPT.levels_differ();
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    ASSEMBLYSCRIPT.diagnoses(&Break {
        file: "assembly/index.ts",
        from: "world.put(2, 2, GUN);",
        to: "/* 𝄞é */ world.put(2, 2, GNU);",
        line: 5,
        column: 26,
    });
}

#[test]
fn only_a_change_is_compiled() {
    ASSEMBLYSCRIPT.rebuilds_what_changed("assembly/world.ts", "\"#\"", "\"@\"");
}

#[test]
fn debug_information_is_a_source_map() {
    let Some(project) = ASSEMBLYSCRIPT.project("source maps") else { return };
    project.run(&["compile", "--optimization", "debug"]).success();
    let map = project.read(".wasmrun/debug/assemblyscript-life.wasm.map");
    let map: serde_json::Value = serde_json::from_str(&map).expect("a source map");
    let sources = map["sources"].as_array().expect("sources");
    assert!(sources.iter().any(|source| source == "assembly/world.ts"), "{sources:?}");
    assert_eq!(map["version"], 3);
}

#[test]
fn bindings_are_those_that_the_settings_name() {
    let Some(project) = ASSEMBLYSCRIPT.project("bindings") else { return };
    for (bindings, starts) in [("raw", false), ("esm", true)] {
        let settings = format!("[plugins.assemblyscript]\nbindings = \"{bindings}\"\n");
        project.write("wasmrun.toml", &settings);
        project.run(&["compile", "--release"]).success();
        let script = project.read(".wasmrun/release/assemblyscript-life.js");
        assert!(script.contains("async function instantiate("), "{bindings}: {script}");
        // Raw ones leave it to whoever imports them to find the module.
        assert_eq!(script.contains("new URL(\"assemblyscript-life.wasm\""), starts, "{script}");
    }
}
