//! C and C++ with CMake.

use integration::Missing;

use crate::c::C;
use crate::project::Project;
use crate::toolchain::look_for;

const LISTS: &str = "cmake_minimum_required(VERSION 3.13)
project(words C CXX)
find_package(Threads REQUIRED)
include(CheckFunctionExists)
check_function_exists(strlen HAVE_STRLEN)
check_function_exists(fork HAVE_FORK)
if(HAVE_FORK OR NOT HAVE_STRLEN)
  message(FATAL_ERROR \"what the library lacks is not found out\")
endif()
add_library(words STATIC src/words.c)
target_include_directories(words PUBLIC src)
add_executable(say src/main.cpp)
target_link_libraries(say PRIVATE words)
";
const HEADER: &str = "#ifdef __cplusplus
extern \"C\"
#endif
const char *word(void);
";
const MAIN: &str = "#include <iostream>
#include \"words.h\"
int main() { std::cout << word() << \"\\n\"; }
";

#[test]
#[expect(clippy::disallowed_methods, reason = "a test looks for tools as a shell would")]
fn a_library_and_a_program_are_built_and_mistakes_shown() {
    let found = std::process::Command::new("cmake").arg("--version").output();
    let bring = "python3 -m pip install cmake".to_owned();
    let found = found.map_err(|_| Missing { what: "CMake".to_owned(), bring });
    if integration::require("languages: c: CMake", found).is_none() {
        return;
    }
    let project = Project::empty("c", "words");
    project.write("CMakeLists.txt", LISTS);
    project.write("src/words.h", HEADER);
    project.write("src/words.c", "const char *word(void) { return \"made by CMake\"; }\n");
    project.write("src/main.cpp", MAIN);
    if integration::require("languages: c: CMake", look_for(&project, C.bring)).is_none() {
        return;
    }
    assert_eq!(project.run(&["exec"]).success().stdout, "made by CMake\n");
    project.edit("src/main.cpp", "word()", "wrod()");
    let failed = project.run(&["compile", "--message-format", "json"]);
    assert_eq!(failed.status, Some(1));
    let span = &failed.diagnostics()[0]["span"];
    assert_eq!(span["file"], project.path("src/main.cpp").display().to_string());
    assert_eq!(
        (span["start"]["line"].as_u64(), span["start"]["column"].as_u64()),
        (Some(3), Some(27))
    );
    project.edit("CMakeLists.txt", "main.cpp", "mian.cpp");
    let failed = project.run(&["compile", "--message-format", "json"]);
    let found = failed.diagnostics();
    let message = found[0]["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("Cannot find source file: src/mian.cpp"), "{message}");
    assert_eq!(found[0]["span"]["start"]["line"], 12);
}
