//! C and C++ with each toolchain that the plugin knows.

use std::path::Path;

use integration::{Ended, Missing};

use crate::project::Project;
use crate::toolchain::NOT_BUILT;

const MAIN: &str = "#include <iostream>
#include <string>
#include <vector>
#include \"part.h\"
int main(int count, char **arguments) {
  std::vector<std::string> words(arguments + 1, arguments + count);
  for (const auto &word : words) std::cout << word << \" has \" << length(word.c_str()) << \"\\n\";
}
";
const HEADER: &str = "#ifdef __cplusplus
extern \"C\"
#endif
int length(const char *word);
";
const PART: &str = "#include <string.h>
#include \"part.h\"
int length(const char *word) { return (int)strlen(word); }
";
const WORDS: [&str; 2] = ["one", "three"];
/// Where the script for CI puts those that are not on PATH.
const FOLDERS: &str = "/opt/wasmrun-tests";

/// A project of both languages whose settings allow one toolchain only.
fn project(toolchain: &str) -> Project {
    let project = Project::empty("c", "words");
    project.write("wasmrun.toml", &format!("[plugins.c]\ntoolchain = \"{toolchain}\"\n"));
    project.write("compile_flags.txt", "-std=c11\n-std=c++17\n-Wall\n-Werror\n");
    project.write("src/main.cpp", MAIN);
    project.write("src/part.h", HEADER);
    project.write("src/part.c", PART);
    project
}

/// Runs the command with the compilers that only these tests know.
fn run(project: &Project, command: &[&str], arguments: &[&str]) -> Ended {
    let mut wasmrun = project.command(&[&["--quiet"], command].concat());
    if Path::new(FOLDERS).is_dir() {
        wasmrun.env("WASI_SDK_PATH", format!("{FOLDERS}/wasi-sdk"));
        wasmrun.env("PATH", search_path());
    }
    Ended::of(wasmrun.args(arguments))
}

#[expect(clippy::disallowed_methods, reason = "a test puts a compiler before those that are there")]
fn search_path() -> std::ffi::OsString {
    let mut path = std::ffi::OsString::from(format!("{FOLDERS}/clang/bin:"));
    path.push(std::env::var_os("PATH").unwrap_or_default());
    path
}

#[track_caller]
fn check(toolchain: &str, bring: &str) {
    let project = project(toolchain);
    let test = format!("languages: c: the toolchain {toolchain}");
    let first = run(&project, &["exec"], &WORDS);
    let missing = (first.status == NOT_BUILT).then(|| Missing {
        what: first.stderr.lines().next().unwrap_or(toolchain).to_owned(),
        bring: bring.to_owned(),
    });
    if integration::require(&test, missing.map_or(Ok(()), Err)).is_none() {
        return;
    }
    let expected = "one has 3\nthree has 5\n";
    let first = first.success();
    assert_eq!(first.stdout, expected);
    assert_eq!(first.stderr, "", "there is nothing to warn of");
    let [debug, release, size] = ["debug", "release", "size"].map(|level| {
        let ended = run(&project, &["exec", "--optimization", level], &WORDS).success();
        assert_eq!(ended.stdout, expected, "{level}");
        project.module_size(level)
    });
    assert!(debug > release && release > size, "{debug}, {release}, {size}");

    project.edit("src/part.c", "strlen(word)", "strlen(wrod)");
    let failed = run(&project, &["compile", "--message-format", "json"], &[]);
    let found = failed.diagnostics();
    assert_eq!(found[0]["span"]["file"], project.path("src/part.c").display().to_string());
    let start = &found[0]["span"]["start"];
    assert_eq!((start["line"].as_u64(), start["column"].as_u64()), (Some(3), Some(51)));
    project.edit("src/part.c", "(int)strlen(wrod)", "lost(word)");
    project.edit(
        "src/part.c",
        "#include \"part.h\"",
        "#include \"part.h\"\nint lost(const char *word);",
    );
    let failed = run(&project, &["compile", "--message-format", "json"], &[]);
    let found = failed.diagnostics();
    assert!(
        found[0]["message"].as_str().is_some_and(|text| text.contains("undefined symbol: lost"))
    );
    assert_eq!(found[0]["span"]["start"]["line"], 3, "{found:?}");
}

#[test]
fn the_zig_that_set_up_brings() {
    check("setup-zig", "tests/run languages");
}

#[test]
fn clang_with_debians_library() {
    check("clang", ".ci/provision-c");
}

#[test]
fn a_wasi_sdk() {
    check("wasi-sdk", ".ci/provision-c");
}

#[test]
fn emscripten() {
    check("emcc", ".ci/provision-c");
}
