//! AssemblyScript, with the compiler that the plugin's set-up brings.

use std::path::PathBuf;

use integration::Ended;

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

#[test]
fn a_compiler_of_the_projects_own_is_used() {
    let Some(project) = ASSEMBLYSCRIPT.project("own compiler") else { return };
    // The packages that set-up brought are what npm would have installed here.
    let installed = project.path("node_modules");
    integration::copy_folder(&brought().join("node_modules"), &installed);
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut exec = project.command(&["exec"]);
    let ended = Ended::of(exec.env("WASMRUN_HOME", home.path())).success();
    assert!(!ended.stdout.is_empty());
    assert!(!home.path().join("plugins/assemblyscript").exists(), "another one was brought");
    // And it is asked before one that was brought.
    fs_err::write(installed.join("assemblyscript/bin/asc.js"), "process.exit(3)")
        .expect("a script");
    project.edit("assembly/world.ts", "\"#\"", "\"@\"");
    assert_eq!(project.run(&["exec"]).status, Some(1));
}

/// The folder that set-up filled.
fn brought() -> PathBuf {
    let folder = integration::home().join("plugins/assemblyscript");
    let mut entries = fs_err::read_dir(folder).expect("the plugin's folder").flatten();
    let package = entries.find(|entry| entry.path().join("node_modules").is_dir());
    package.expect("a compiler that was brought").path()
}
