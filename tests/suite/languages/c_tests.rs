//! `cargo wasmrun test` of C and C++ projects that a build tool builds.

use integration::{Ended, Missing};

use crate::c::C;
use crate::project::Project;
use crate::toolchain::look_for;

/// A program that adds its arguments up, unless it is told otherwise.
const SUM: &str = "#include <stdio.h>
#include <stdlib.h>
#include \"../src/plus.h\"
int main(int count, char **arguments) {
  int sum = 0;
  for (int index = 1; index < count - 1; index++) sum = plus(sum, atoi(arguments[index]));
  printf(\"%s: %d\\n\", getenv(\"WHAT\") ? getenv(\"WHAT\") : \"a sum\", sum);
  return count > 1 && sum != atoi(arguments[count - 1]);
}
";
/// A program that compares what a file says with the name of its folder, and writes beside it.
const FILES: &str = "#include <stdio.h>
#include <string.h>
int main(int count, char **arguments) {
  char line[80] = \"\";
  FILE *file = fopen(count > 1 ? arguments[1] : \"data.txt\", \"r\");
  if (!file || !fgets(line, sizeof line, file)) return 2;
  FILE *scratch = fopen(\"/tmp/scratch\", \"w\");
  if (!scratch || fputs(line, scratch) < 0 || fclose(scratch)) return 3;
  return strncmp(line, \"data\", 4) ? 4 : 0;
}
";

/// A project with something to be tested; `None` where the tool or a compiler is missing.
fn project(tool: &str, name: &str) -> Option<Project> {
    #[expect(clippy::disallowed_methods, reason = "a test looks for tools as a shell would")]
    let found = std::process::Command::new(tool).arg("--version").output();
    let bring = format!("install {tool}");
    let found = found.map_err(|_| Missing { what: tool.to_owned(), bring });
    let test = format!("languages: c: tests with {tool}");
    integration::require(&test, found)?;
    let project = Project::empty("c", name);
    project.write("src/plus.h", "int plus(int a, int b);\n");
    project.write("src/plus.c", "#include \"plus.h\"\nint plus(int a, int b) { return a + b; }\n");
    project.write("src/main.c", "int main(void) { return 0; }\n");
    project.write("test/sum.c", SUM);
    project.write("test/files.c", FILES);
    project.write("test/data/data.txt", "data of a test\n");
    Some(project)
}

fn build(project: &Project, tool: &str) -> Option<()> {
    integration::require(&format!("languages: c: tests with {tool}"), look_for(project, C.bring))
}

/// Runs the tests.
fn test(project: &Project) -> (Ended, String) {
    let ended = Ended::of(&mut project.command(&["test"]));
    let said = format!("{}{}", ended.stdout, ended.stderr);
    (ended, said)
}

/// The tests pass, then fail after an edit, then pass again.
#[track_caller]
fn check(project: &Project, expected: &[&str], failing: &str) {
    let (ended, said) = test(project);
    assert_eq!(ended.status, Some(0), "{said}");
    for part in expected {
        assert!(said.contains(part), "`{part}` in {said}");
    }
    project.edit("src/plus.c", "a + b", "a - b");
    let (ended, said) = test(project);
    assert_eq!(ended.status, Some(1), "{said}");
    assert!(said.contains(failing), "{said}");
    project.edit("src/plus.c", "a - b", "a + b");
    assert_eq!(test(project).0.status, Some(0));
    project.edit("src/plus.c", "a + b", "a + c");
    let (ended, said) = test(project);
    assert_eq!(ended.status, Some(1), "{said}");
    assert!(said.contains("src/plus.c:2:37"), "{said}");
    project.edit("src/plus.c", "a + c", "a + b");
    project.run(&["clean"]).success();
    assert!(!project.path(".wasmrun").exists());
}

const MAKEFILE: &str = "\
all: main
main: src/main.o
\t$(CC) -o $@ $^
test/sum: test/sum.o src/plus.o
\t$(CC) -o $@ $^
test/files: test/files.o
\t$(CC) -o $@ $^
.PHONY: all test
test: test/sum test/files
\t./test/sum 1 2 3
\tfor sum in '2 3 5' '4 4 8'; do WHAT=\"in a loop\" ./test/sum $$sum || exit 1; done
\tcd test/data && ../files data.txt
\t! ./test/files nowhere.txt
\t@echo 'all is well'
";

#[test]
fn a_makefiles_recipe_says_what_is_run() {
    let Some(project) = project("make", "my sums") else { return };
    project.write("Makefile", MAKEFILE);
    if build(&project, "make").is_none() {
        return;
    }
    let expected = ["a sum: 3", "in a loop: 5", "in a loop: 8", "test/sum", "5 programs"];
    check(&project, &expected, "3 of 5 programs");
    assert!(!project.path("test/sum").exists(), "nothing is written into the project");

    project.edit("Makefile", "\tcd test/data", "\tfalse\n\tcd test/data");
    let (ended, said) = test(&project);
    assert_eq!(ended.status, Some(1), "{said}");
    assert!(said.contains("once make has ended"), "{said}");
    project.write("Makefile", "main: src/main.o\n\t$(CC) -o $@ $^\n");
    let (ended, said) = test(&project);
    assert!(ended.status == Some(1) && said.contains("has no tests"), "{said}");
    project.write("Makefile", "main: src/main.o\n    $(CC) -o $@ $^\n");
    let (ended, said) = test(&project);
    assert!(
        ended.status == Some(1) && said.contains("Makefile:2: *** missing separator"),
        "{said}"
    );
}

#[test]
fn what_a_recipe_remembers_is_tested_again() {
    let Some(project) = project("make", "stamps") else { return };
    let makefile = "test: test.stamp\ntest.stamp: sum\n\t./sum 1 2 3\n\ttouch $@\n\
                    sum: test/sum.c src/plus.c\n\t$(CC) -o $@ $^\n";
    project.write("Makefile", makefile);
    if build(&project, "make").is_none() {
        return;
    }
    for _ in 0..2 {
        let (ended, said) = test(&project);
        assert_eq!(ended.status, Some(0), "{said}");
        assert!(said.contains("a sum: 3") && said.contains("1 program"), "{said}");
    }
    project.write("Makefile", &makefile.replace("\t./sum 1 2 3\n", ""));
    let (ended, said) = test(&project);
    assert!(ended.status == Some(1) && said.contains("no tests"), "{said}");
}

const LISTS: &str = "cmake_minimum_required(VERSION 3.13)
project(sums C)
enable_testing()
add_library(plus STATIC src/plus.c)
add_executable(main src/main.c)
add_executable(sum test/sum.c)
target_link_libraries(sum PRIVATE plus)
add_executable(files test/files.c)
add_test(NAME adds COMMAND sum 1 2 3)
add_test(NAME adds.more COMMAND sum 2 3 5)
set_tests_properties(adds.more PROPERTIES ENVIRONMENT \"WHAT=more\")
add_test(NAME opens COMMAND files WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/test/data)
add_test(NAME opens.absolute COMMAND files ${CMAKE_SOURCE_DIR}/test/data/data.txt)
add_test(NAME fails COMMAND sum 1 7)
set_tests_properties(fails PROPERTIES WILL_FAIL TRUE)
add_test(NAME says COMMAND sum 1 1 7)
set_tests_properties(says PROPERTIES PASS_REGULAR_EXPRESSION \"nothing{2};^a [^\\\\]+: -?[0-9].$\")
add_test(NAME skips COMMAND sum 1 7)
set_tests_properties(skips PROPERTIES SKIP_RETURN_CODE 1)
add_test(NAME off COMMAND sum 1 1 3)
set_tests_properties(off PROPERTIES DISABLED TRUE)
add_test(NAME script COMMAND ${CMAKE_COMMAND} -E true)
";

#[test]
fn cmake_says_what_is_run() {
    let Some(project) = project("cmake", "my sums") else { return };
    project.write("CMakeLists.txt", LISTS);
    project.write("wasmrun.toml", "[plugins.c]\nprogram = \"main.wasm\"\n");
    if build(&project, "cmake").is_none() {
        return;
    }
    let expected = [
        "a sum: 3",
        "more: 5",
        "opens.absolute",
        "7 programs, 1 skipped",
        "the test `script` is left out",
    ];
    check(&project, &expected, "2 of 7 programs with tests: adds, adds.more");
    let say = |property: &str| {
        let properties = format!("set_tests_properties(adds PROPERTIES {property})\n");
        project.write("CMakeLists.txt", &(LISTS.to_owned() + &properties));
        test(&project).1
    };
    let said = say("FAIL_REGULAR_EXPRESSION \"sum: [0-9]\"");
    assert!(said.contains("adds: it was not to print `(?s)sum: [0-9]`"), "{said}");
    let said = say("WILL_FAIL TRUE");
    assert!(said.contains("adds: it was to fail, and did not"), "{said}");
}

/// A program that names its tests when it is asked, as those with `GoogleTest` do.
const NAMED: &str = "#include <stdio.h>
#include <string.h>
int main(int count, char **arguments) {
  if (count > 1 && !strncmp(arguments[1], \"--gtest_list_tests\", 18)) return puts(\"Suite.\\n  test\") < 0;
  return puts(\"all tests of the program\") < 0;
}
";

#[test]
fn a_program_that_would_name_its_own_tests_is_run_as_a_whole() {
    let Some(project) = project("cmake", "named") else { return };
    project.write("test/named.c", NAMED);
    let lists = "cmake_minimum_required(VERSION 3.13)\nproject(named C)\nenable_testing()\n\
                 include(GoogleTest)\nadd_executable(named test/named.c)\ngtest_discover_tests(named)\n";
    project.write("CMakeLists.txt", lists);
    if build(&project, "cmake").is_none() {
        return;
    }
    let (ended, said) = test(&project);
    assert_eq!(ended.status, Some(0), "{said}");
    assert!(said.contains("all tests of the program") && said.contains("1 program"), "{said}");
}
