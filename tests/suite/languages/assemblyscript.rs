//! AssemblyScript, with the compiler that the plugin's set-up brings.

use crate::language::{Break, Language};

pub(crate) const ASSEMBLYSCRIPT: Language = Language {
    plugin: "assemblyscript",
    example: "assemblyscript-life",
    bring: "install Node.js: https://nodejs.org",
};

#[test]
fn debugging_information_is_kept_where_it_is_asked_for() {
    ASSEMBLYSCRIPT.keeps_debugging_information("sourceMappingURL");
}

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
