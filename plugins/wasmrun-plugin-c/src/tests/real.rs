//! With a real compiler: the one that `setup` brought for the tests, or one of this machine.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::testing::PluginTest;
use wasmrun_plugin_sdk::{
    BuildParams, BuildStatus, CheckParams, Dirs, ErrorKind, HostInfo, InitializeParams,
    OptimizationLevel, Position, Settings, SetupParams, method,
};

use super::project::TestProject;
use crate::build::is_module;
use crate::environment::Environment;
use crate::plugin::CPlugin;

/// A plugin with a toolchain; `None`, and a note, where there is none and the tests may be left out.
///
/// The folders are those that the test command's own `cargo-wasmrun` uses, so that one set-up serves
/// both.
fn plugin(test: &str) -> Option<PluginTest> {
    let cache = home().join("cache").join("plugins").join("c");
    plugin_with_cache(test, cache)
}

fn home() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    workspace.join("target").join("test-home")
}

fn plugin_with_cache(test: &str, cache: PathBuf) -> Option<PluginTest> {
    let dirs = Dirs::new(home().join("plugins").join("c"), cache);
    let mut plugin = PluginTest::start_silent(CPlugin::new(Environment::read()));
    plugin
        .call::<method::Initialize>(&InitializeParams::new(HostInfo::new("test", "0"), dirs))
        .answer();
    if plugin.call::<method::Check>(&CheckParams::new()).answer().ok {
        return Some(plugin);
    }
    let missing = format!("{test}: a C toolchain is missing; `tests/run build programs` brings it");
    let notes = not_run_file().unwrap_or_else(|| panic!("{missing}"));
    let mut notes = fs::OpenOptions::new().create(true).append(true).open(notes).unwrap();
    writeln!(notes, "{missing}").unwrap();
    None
}

/// The file where tests that may be left out are noted.
#[expect(clippy::disallowed_methods, reason = "the one variable that the test command sets")]
fn not_run_file() -> Option<PathBuf> {
    std::env::var_os("WASMRUN_TESTS_NOT_RUN").map(PathBuf::from)
}

const GREETING: &str = "#include <stdio.h>\nint main(void) { return puts(\"hello\") < 0; }\n";

#[test]
fn levels_and_debug_information_make_a_difference() {
    let Some(mut plugin) = plugin("the C plugin's levels") else { return };
    let project = TestProject::new(&[("main.c", GREETING)]);
    let mut build = |level: OptimizationLevel, debug: bool| {
        let output = project.root().join(".wasmrun").join(format!("{level}-{debug}"));
        let params = BuildParams::new(project.root(), output);
        let params = params.with_optimization_level(level).with_debug(debug);
        let result = plugin.call::<method::Build>(&params).answer();
        let module = result.wasm_path().unwrap();
        assert!(is_module(module));
        fs::read(module).unwrap()
    };
    let levels = [OptimizationLevel::Debug, OptimizationLevel::Release, OptimizationLevel::Size];
    let [debug, release, small] = levels.map(|level| build(level, false).len());
    assert!(debug > release && release > small, "{debug}, {release}, {small}");
    for (asked, there) in [(true, true), (false, false)] {
        let module = build(OptimizationLevel::Release, asked);
        assert_eq!(module.windows(11).any(|bytes| bytes == b".debug_line"), there);
    }
}

#[test]
fn errors_have_the_place_that_a_person_sees() {
    let Some(mut plugin) = plugin("the C plugin's diagnostics") else { return };
    let source = "#include <stdio.h>\nint main(void) {\n\tputs(\"äöü\"); return nmae;\n}\n";
    let project = TestProject::new(&[("main.c", source)]);
    let reply = plugin.call::<method::Build>(&project.params());
    let [error] = reply.diagnostics().try_into().unwrap();
    assert_eq!(error.message, "use of undeclared identifier 'nmae'");
    let span = error.span.unwrap();
    assert_eq!(span.file, project.root().join("main.c"));
    assert_eq!((span.start, span.end), (Position::new(3, 22), Some(Position::new(3, 26))));
    assert_eq!(reply.answer().status, BuildStatus::Failed);
}

#[test]
fn a_cache_that_cannot_be_written_is_not_the_projects_fault() {
    let project = TestProject::new(&[("main.c", GREETING), ("file", "")]);
    let cache = project.root().join("file");
    let Some(mut plugin) = plugin_with_cache("the C plugin's cache", cache.clone()) else { return };
    let params = project.params().with_settings(Settings::from_iter([(
        "toolchain".to_owned(),
        serde_json::json!("setup-zig"),
    )]));
    let error = plugin.call::<method::Build>(&params).error();
    if error.kind() != ErrorKind::ToolchainMissing {
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.message.contains(&cache.display().to_string()), "{}", error.message);
    }
}

#[test]
fn a_program_without_main_is_a_failed_build() {
    let Some(mut plugin) = plugin("the C plugin's missing main") else { return };
    let makefile = "all: program\nprogram: a.c\n\t$(CC) -o $@ $^\n";
    let empty = [
        TestProject::new(&[("main.c", "")]),
        TestProject::new(&[("main.cpp", "int maintain() { return 1; }\n")]),
        TestProject::new(&[("Makefile", makefile), ("a.c", "int a;\n")]),
    ];
    for project in empty {
        let reply = plugin.call::<method::Build>(&project.params());
        let [error] = reply.diagnostics().try_into().unwrap();
        assert!(error.message.contains("no `main`"), "{error:?}");
        assert_eq!(reply.answer().status, BuildStatus::Failed);
    }
    for main in ["int main(void) { return 0; }\n", "int main(int c, char **v) { return !v[c]; }\n"]
    {
        let project = TestProject::new(&[("main.c", main)]);
        assert!(plugin.call::<method::Build>(&project.params()).answer().is_success());
    }
}

#[test]
fn two_functions_of_one_name_are_shown_once_each() {
    let Some(mut plugin) = plugin("the C plugin's duplicate symbols") else { return };
    let main = "int main(void) { return 0; }\n";
    let makefile = ("Makefile", "program: a.o b.o\n\t$(CC) -o $@ $^\n");
    for build in [vec![], vec![makefile]] {
        let project = TestProject::new(&[build, vec![("a.c", main), ("b.c", main)]].concat());
        let reply = plugin.call::<method::Build>(&project.params());
        let [error] = reply.diagnostics().try_into().unwrap();
        assert_eq!(error.message, "duplicate symbol: main");
        assert_eq!(error.span.unwrap().file, project.root().join("a.c"));
        assert_eq!(error.related[0].file, project.root().join("b.c"));
        assert_eq!(error.rendered, None, "the linker's words name no lines");
    }
}

#[test]
fn a_missing_function_is_found_by_the_linker() {
    let Some(mut plugin) = plugin("the C plugin's linker errors") else { return };
    let source = "int lost(int);\nint main(void) { return lost(3); }\n";
    let project = TestProject::new(&[("main.c", source)]);
    let reply = plugin.call::<method::Build>(&project.params());
    let [error] = reply.diagnostics().try_into().unwrap();
    assert_eq!(error.message, "main.c: undefined symbol: lost");
    assert_eq!(error.span.unwrap().start, Position::new(1, 5));
    assert_eq!(reply.answer().status, BuildStatus::Failed);
}

#[test]
fn both_languages_share_a_project() {
    let Some(mut plugin) = plugin("the C plugin's C++") else { return };
    let project = TestProject::new(&[
        (
            "src/main.cpp",
            "#include <iostream>\n#include \"lib.h\"\nint main() { std::cout << seven() << '\\n'; }\n",
        ),
        ("src/lib.h", "extern \"C\" int seven(void);\n"),
        ("src/lib.c", "int seven(void) { return 7; }\n"),
        ("compile_flags.txt", "-std=c11\n-std=c++20\n-Wall\n-Werror\n"),
    ]);
    let reply = plugin.call::<method::Build>(&project.params());
    assert_eq!(reply.diagnostics(), []);
    assert!(reply.answer().is_success());
}

#[test]
fn a_makefile_builds_with_our_compiler() {
    let Some(mut plugin) = plugin("the C plugin's Makefiles") else { return };
    let makefile = "CC = gcc\nCFLAGS += -Wall -Iinclude\nall: greet\ngreet: main.o lib.a\n\t$(CC) $(LDFLAGS) -o $@ $^\n\
                    lib.a: part.o\n\t$(AR) rcs $@ $^\n";
    let project = TestProject::new(&[
        ("Makefile", makefile),
        ("include/part.h", "int part(void);\n"),
        ("main.c", "#include \"part.h\"\nint main(void) { return part(); }\n"),
        ("part.c", "int part(void) { return 0; }\n"),
    ]);
    let reply = plugin.call::<method::Build>(&project.params());
    assert_eq!(reply.diagnostics(), []);
    assert!(is_module(reply.answer().wasm_path().unwrap()));
    assert!(plugin.call::<method::Build>(&project.params()).answer().fresh);
}

#[test]
fn setting_up_again_does_nothing() {
    let Some(mut plugin) = plugin("the C plugin's set-up") else { return };
    let check = plugin.call::<method::Check>(&CheckParams::new()).answer();
    if check.tools.iter().any(|tool| tool.name == "setup-zig" && tool.version.is_some()) {
        let reply = plugin.call::<method::Setup>(&SetupParams::new());
        assert_eq!(reply.output(), "", "nothing is downloaded");
        assert!(reply.answer().ok);
    }
}
