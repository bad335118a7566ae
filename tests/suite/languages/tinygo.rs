//! What the Go plugin asks of TinyGo, and what it makes of the answers, with a stand-in: no registry has TinyGo.

use integration::Ended;

use crate::project::Project;
use crate::stand_in;

/// Knows the flags that TinyGo 0.34 has for what it is asked, notes them, and makes an empty module.
const STAND_IN: &str = r#"#!/bin/sh
here=$(dirname "$0")
command=$1
shift
case $command in
  version) echo "tinygo version 0.34.0 linux/amd64 (using go version go1.23.2 and LLVM version 18.1.2)"; exit 0 ;;
  env) echo "$here/../tinygo-root"; exit 0 ;;
esac
echo "$command $*" >>"$here/../asked.txt"
for argument in "$@"; do
  case $argument in
    -target=wasip1 | -target=wasm | -tags=* | -o) ;;
    -opt=[12z] | -no-debug | -buildmode=c-shared) [ "$command" != list ] || unknown=$argument ;;
    -json) [ "$command" = list ] || unknown=$argument ;;
    -c) [ "$command" = test ] || unknown=$argument ;;
    -*) unknown=$argument ;;
  esac
done
if [ -n "$unknown" ]; then
  echo "flag provided but not defined: $unknown" >&2
  exit 1
fi
if [ "$command" = list ]; then
  printf '{ "Dir": "%s", "ImportPath": "app", "Name": "main", "GoFiles": ["main.go"], "TestGoFiles": ["main_test.go"] }\n' "$PWD"
  exit 0
fi
if grep -q nothing main.go; then
  printf '# app\nmain.go:4:2: undefined: nothing\n' >&2
  exit 1
fi
while [ "$1" != -o ]; do shift; done
printf '\0asm\1\0\0\0' >"$2"
"#;

const SOURCE: &str = "package main\n\nfunc main() {\n\tprintln()\n}\n";

fn project() -> Project {
    let project = Project::empty("go", "app");
    project.write("go.mod", "module app\n\ngo 1.23\n");
    project.write("main.go", SOURCE);
    project.write("main_test.go", "package main\n");
    project.write("tinygo-root/targets/wasm_exec.js", "// TinyGo's own\n");
    project.write("wasmrun.toml", "[plugins.go]\ncompiler = \"tinygo\"\ntags = [\"a\", \"b\"]\n");
    stand_in::write(&project, "tinygo", STAND_IN);
    project
}

fn run(project: &Project, command: &[&str]) -> Ended {
    Ended::of(&mut project.command(command))
}

/// What TinyGo was asked since the last time, without the places of outputs.
fn asked(project: &Project) -> Vec<String> {
    let asked = project.read("asked.txt");
    fs_err::remove_file(project.path("asked.txt")).expect("it is there");
    let without_place = |line: &str| {
        let words = line.split(' ').filter(|word| !word.starts_with('/') && *word != "-o");
        words.collect::<Vec<_>>().join(" ")
    };
    asked.lines().map(without_place).collect()
}

#[test]
fn each_level_has_its_flags() {
    let project = project();
    let list = "list -target=wasip1 -json -tags=a b ./...";
    for (level, flags) in
        [("debug", "-opt=1"), ("release", "-opt=2 -no-debug"), ("size", "-opt=z -no-debug")]
    {
        run(&project, &["compile", "--optimization", level]).success();
        let build = format!("build -target=wasip1 {flags} -tags=a b app");
        assert_eq!(asked(&project), [list, &build]);
    }
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    let project = project();
    project.edit("main.go", "println()", "nothing()");
    let ended = run(&project, &["compile", "--message-format", "json"]);
    assert_eq!(ended.status, Some(1), "{}", ended.stdout);
    let diagnostics = ended.diagnostics();
    let [error] = diagnostics.as_slice() else { panic!("expected one: {diagnostics:?}") };
    assert_eq!(error["message"], "undefined: nothing");
    assert_eq!(error["source"], "tinygo");
    let span = &error["span"];
    assert_eq!(span["file"], project.path("main.go").display().to_string());
    assert_eq!(
        (span["start"]["line"].as_u64(), span["start"]["column"].as_u64()),
        (Some(4), Some(2))
    );
}

#[test]
fn a_reactor_a_page_and_tests_are_asked_for() {
    let project = project();
    run(&project, &["test"]);
    assert_eq!(asked(&project)[1], "test -c -target=wasip1 -opt=1 -tags=a b app");
    project.write("main.go", "package main\n\n//go:wasmexport f\nfunc f() {}\n\nfunc main() {}\n");
    run(&project, &["compile", "--release"]).success();
    let build = "build -target=wasip1 -opt=2 -no-debug -buildmode=c-shared -tags=a b app";
    assert_eq!(asked(&project)[1], build);
    project.write("main.go", "package main\n\nimport _ \"syscall/js\"\n\nfunc main() {}\n");
    run(&project, &["compile", "--release"]).success();
    assert_eq!(asked(&project)[1], "build -target=wasm -opt=2 -no-debug -tags=a b app");
    assert_eq!(project.read(".wasmrun/release/wasm_exec.js"), "// TinyGo's own\n");
}
