//! C and C++ with Emscripten: pages, and exceptions in the terminal.

use std::process::Command;

use integration::{Ended, Missing};

use crate::project::Project;
use crate::served::Served;
use crate::toolchain::look_for;

/// Draws, prints, and throws.
const PAGE: &str = "#include <emscripten.h>
#include <iostream>
#include <stdexcept>
static int frames;
static int checked(int frame) {
  if (frame > 2) throw std::runtime_error(\"enough\");
  return frame;
}
static void frame() {
  frames++;
  EM_ASM({
    Module.canvas.width = 30;
    Module.canvas.getContext(\"2d\").fillRect(0, 0, 10 * $0, 40);
  }, frames);
  try {
    checked(frames);
  } catch (const std::exception &error) {
    std::cout << \"caught: \" << error.what() << std::endl;
    emscripten_cancel_main_loop();
  }
}
int main() {
  std::cout << \"hello from C++\" << std::endl;
  emscripten_set_main_loop(frame, 0, false);
}
";

const THROWS: &str = "#include <cstdio>
#include <stdexcept>
#include <string>
struct Guard {
  ~Guard() { std::puts(\"unwound\"); }
};
static int parse(const std::string &text) {
  Guard guard;
  return std::stoi(text);
}
int main() {
  try {
    std::printf(\"%d\\n\", parse(\"7\"));
    parse(\"seven\");
  } catch (const std::invalid_argument &error) {
    std::puts(\"caught\");
  }
}
";

/// A project that is yet to be written; `None`, and a note, where there is no Emscripten and the test may be left out.
#[expect(clippy::disallowed_methods, reason = "a test looks for tools as a shell would")]
pub(crate) fn project(test: &str, name: &str) -> Option<Project> {
    let found = Command::new("emcc").arg("--version").output();
    let bring = ".ci/provision-c".to_owned();
    let found = found.map_err(|_| Missing { what: "Emscripten".to_owned(), bring });
    integration::require(test, found).map(|_| Project::empty("c", name))
}

#[test]
fn a_page_draws_prints_throws_and_is_reloaded() {
    let test = "languages: c: pages";
    let Some(project) = project(test, "frames") else { return };
    project.write("main.cpp", PAGE);
    let Some(served) = Served::start(test, &project) else { return };
    served.open();
    served.wait_until("document.querySelector('#output')?.innerText.includes('caught: enough')");
    served.wait_until("document.querySelector('#output').innerText.includes('hello from C++')");
    let drawn = "document.querySelector('canvas').getContext('2d').getImageData(29, 0, 1, 1).data[3] === 255";
    served.wait_until(drawn);
    project.edit("main.cpp", "hello from C++", "changed in C++");
    served.wait_until("document.querySelector('#output')?.innerText.includes('changed in C++')");
    project.edit("main.cpp", "frames++;", "frmaes++;");
    served.wait_until("document.querySelector('wasmrun-overlay') !== null");
    project.edit("main.cpp", "frmaes++;", "frames++;");
    served.wait_until("document.querySelector('wasmrun-overlay') === null");
}

#[test]
fn levels_of_a_page_differ() {
    let Some(project) = project("languages: c: levels of pages", "frames") else { return };
    project.write("main.cpp", PAGE);
    let [debug, release, size] = ["debug", "release", "size"].map(|level| {
        project.run(&["compile", "--optimization", level]).success();
        project.module_size(level)
    });
    assert!(debug > release && release > size, "{debug}, {release}, {size}");
    project.run(&["clean"]).success();
    assert!(!project.path(".wasmrun").exists());
}

#[test]
fn a_function_that_is_nowhere_is_shown_where_it_is_called() {
    let Some(project) = project("languages: c: pages without a function", "lost") else { return };
    project.write(
        "main.c",
        "#include <emscripten.h>\nint lost(int);\nint main(void) { return lost(3); }\n",
    );
    let ended = project.run(&["compile", "--message-format", "json"]);
    assert_eq!(ended.status, Some(1));
    let found = ended.diagnostics();
    let [error] = found.as_slice() else { panic!("one error: {found:?}") };
    assert!(
        error["message"].as_str().is_some_and(|message| message.contains("undefined symbol: lost"))
    );
    assert_eq!(error["span"]["file"], project.path("main.c").display().to_string());
    assert_eq!(error["span"]["start"]["line"], 2);
}

/// What the project's own build tool makes of it is the page: here with a frame of its own.
const MAKEFILE: &str =
    "CC = emcc\nframes.html: main.o\n\t$(CC) -sEXIT_RUNTIME $^ --shell-file frame.html -o $@\n";
const LISTS: &str = "cmake_minimum_required(VERSION 3.13)
project(frames C)
add_executable(frames main.c)
if(EMSCRIPTEN)
  target_link_options(frames PRIVATE -sEXIT_RUNTIME)
endif()
";

#[track_caller]
fn is_shown(test: &str, project: &Project) {
    project.write(
        "main.c",
        "#include <stdio.h>\nint main(void) { return puts(\"made by a tool\") < 0; }\n",
    );
    let frame = "<p id=\"output\"></p><script>var Module = { print: (line) => { output.textContent += line; } };</script>{{{ SCRIPT }}}";
    project.write("frame.html", frame);
    project.write("index.html", frame);
    let Some(served) = Served::start(test, project) else { return };
    served.open();
    served.wait_until("document.querySelector('#output')?.textContent === 'made by a tool'");
}

#[test]
fn a_makefile_makes_a_page() {
    let test = "languages: c: pages by make";
    let Some(project) = project(test, "frames") else { return };
    project.write("Makefile", MAKEFILE);
    is_shown(test, &project);
}

#[test]
fn cmake_makes_a_page() {
    let test = "languages: c: pages by CMake";
    let Some(project) = project(test, "frames") else { return };
    project.write("CMakeLists.txt", LISTS);
    is_shown(test, &project);
}

/// A program for the terminal whose file has no extension, as build tools name programs.
#[track_caller]
fn is_tested(project: &Project) {
    project.write("wasmrun.toml", "[plugins.c]\ntoolchain = \"emcc\"\n");
    project.write(
        "adds.c",
        "#include <stdio.h>\nint main(int count, char **arguments) { return puts(arguments[1]) < 0; }\n",
    );
    let ended = Ended::of(&mut project.command(&["test"])).success();
    assert_eq!(ended.stdout, "a test\n");
    let ended = project.run_with(&["exec"], &["itself"]).success();
    assert_eq!(ended.stdout, "itself\n");
}

#[test]
fn a_makefile_tests_programs_without_an_extension() {
    let Some(project) = project("languages: c: tests by make", "adds") else { return };
    project.write("Makefile", "adds: adds.o\n\t$(CC) $^ -o $@\ntest: adds\n\t./adds 'a test'\n");
    is_tested(&project);
}

#[test]
fn cmake_tests_programs_without_an_extension() {
    let Some(project) = project("languages: c: tests by CMake", "adds") else { return };
    let lists = "cmake_minimum_required(VERSION 3.13)\nproject(adds C)\nenable_testing()\n\
                 add_executable(adds adds.c)\nadd_test(NAME adds COMMAND adds \"a test\")\n";
    project.write("CMakeLists.txt", lists);
    is_tested(&project);
}

#[test]
fn exceptions_are_caught_in_the_terminal() {
    let Some(project) = project("languages: c: exceptions", "throws") else { return };
    project.write("main.cpp", THROWS);
    project.write("wasmrun.toml", "[plugins.c]\ntoolchain = \"emcc\"\n");
    for level in ["debug", "release", "size"] {
        let ended = project.run(&["exec", "--optimization", level]).success();
        assert_eq!(ended.stdout, "unwound\n7\nunwound\ncaught\n", "{level}");
    }
}

#[test]
fn where_there_are_no_exceptions_a_hint_says_who_has_them() {
    let project = Project::empty("c", "throws");
    project.write("main.cpp", THROWS);
    project.write("wasmrun.toml", "[plugins.c]\ntoolchain = \"setup-zig\"\n");
    let test = "languages: c: a compiler without exceptions";
    if integration::require(test, look_for(&project, crate::c::C.bring)).is_none() {
        return;
    }
    let ended = project.run(&["compile", "--message-format", "json"]);
    assert_eq!(ended.status, Some(1));
    let found = ended.diagnostics();
    let hint = found[0]["hints"][0].as_str().unwrap_or_default();
    assert!(hint.contains("toolchain = \"emcc\"") && hint.contains("WASI_SDK_PATH"), "{found:?}");
    assert_eq!(found[0]["span"]["start"]["line"], 12, "{found:?}");
}
