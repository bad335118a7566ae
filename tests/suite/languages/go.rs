//! Go, with its own toolchain.

use std::process::Stdio;

use crate::language::{Break, Language};
use crate::project::Project;
use crate::toolchain::look_for;

pub(crate) const GO: Language =
    Language { plugin: "go", example: "go-lisp", bring: "cargo wasmrun plugin setup go" };

#[test]
fn levels_differ() {
    GO.levels_differ();
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    GO.diagnoses(&Break {
        file: "main.go",
        from: "lisp.NewWorld()",
        to: "lisp.NewWolrd()",
        line: 26,
        column: 16,
    });
}

#[test]
fn columns_count_characters() {
    GO.diagnoses(&Break {
        file: "main.go",
        from: "fmt.Println(lisp.Print(value))",
        to: "fmt.Println(\"äöü\", nothing)",
        line: 34,
        column: 23,
    });
}

#[test]
fn only_a_change_is_compiled() {
    GO.rebuilds_what_changed("lisp/print.go", "value.String()", "\"#\" + value.String()");
}

#[test]
fn a_program_with_exports_and_an_empty_main_is_a_reactor() {
    let Some(project) = GO.project("reactors") else { return };
    let source = "package main\n\n//go:wasmexport add\nfunc add(a, b int32) int32 { return a + b }\n\nfunc main() {}\n";
    project.write("go.mod", "module reactor\n\ngo 1.24\n");
    project.write("main.go", source);
    let printed = project.run_with(&["exec", "--invoke", "add"], &["2", "40"]).success();
    assert_eq!(printed.stdout.trim(), "42");
}

#[test]
fn a_workspace_is_all_its_modules() {
    let Some(_) = GO.project("workspaces") else { return };
    let project = Project::empty("go", "workspace");
    project.write("go.work", "go 1.21\n\nuse (\n\t./app\n\t./words // a library\n)\n");
    for module in ["app", "words"] {
        project.write(
            &format!("{module}/go.mod"),
            &format!("module test.example/{module}\n\ngo 1.21\n"),
        );
    }
    let greet = "package words\n\nfunc Greeting() string { return \"hello\" }\n";
    project.write("words/words.go", greet);
    let main = "package main\n\nimport (\n\t\"fmt\"\n\n\t\"test.example/words\"\n)\n\n\
        func main() {\n\tfmt.Printf(\"%s\\n\", words.Greeting())\n}\n";
    project.write("app/main.go", main);
    assert_eq!(project.run(&["exec"]).success().stdout, "hello\n");
    let test = "package words\n\nimport \"testing\"\n\n\
        func TestGreeting(t *testing.T) {\n\tif Greeting() != \"hallo\" {\n\t\tt.Fail()\n\t}\n}\n";
    project.write("words/words_test.go", test);
    let ended = project.run(&["test"]);
    assert_eq!(ended.status, Some(1), "{}", ended.stderr);
    assert!(ended.stdout.contains("--- FAIL: TestGreeting"), "{}", ended.stdout);
}

#[test]
fn setup_brings_a_toolchain() {
    let project = Project::empty("go", "brought");
    project.write("go.mod", "module brought\n\ngo 1.24\n");
    project.write("main.go", "package main\n\nfunc main() { println(\"built\") }\n");
    project.write("wasmrun.toml", "[plugins.go]\ncompiler = \"setup-go\"\n");
    if integration::require("languages: go: setup", look_for(&project, GO.bring)).is_none() {
        return;
    }
    assert_eq!(project.run(&["exec"]).success().stderr, "built\n");
}

#[test]
fn a_page_is_not_run_in_a_terminal() {
    let project = Project::empty("go", "page");
    project.run(&["init", "--template", "page"]).success();
    let Some(_) = GO.project("a page in a terminal") else { return };
    let ended = project.run(&["exec"]);
    assert_eq!(ended.status, Some(125), "{}", ended.stderr);
    assert!(ended.stderr.contains("runs in a browser"), "{}", ended.stderr);
    assert!(ended.stderr.contains("hint: open it with `cargo wasmrun run "), "{}", ended.stderr);
}

#[test]
fn two_builds_into_one_folder_do_not_disturb_each_other() {
    let Some(project) = GO.project("at-once") else { return };
    let output = project.path("out");
    let start = |_| {
        let mut command = project.command(&["--quiet", "compile"]);
        command.arg("--output").arg(&output);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("cargo-wasmrun is built")
    };
    let builds: Vec<_> = (0..3).map(start).collect();
    for build in builds {
        let ended = build.wait_with_output().expect("it ends");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    let entries = fs_err::read_dir(&output).expect("the folder for outputs");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let seen: Vec<_> = names.filter(|name| !name.as_encoded_bytes().starts_with(b".")).collect();
    assert_eq!(seen, ["go-lisp.wasm"]);
}
