//! Whether a project is a page rather than a program for a terminal.

use std::path::Path;

use fs_err as fs;

use super::layout::CMAKE_LISTS;
use super::{Flags, Layout, Project};

/// What a Makefile says that is about Emscripten.
const IN_MAKEFILES: [&str; 4] = ["emcc", "em++", "--preload-file", "-sUSE_"];
/// What CMake's variable for Emscripten is called.
const IN_CMAKE_LISTS: &str = "EMSCRIPTEN";
/// How sources that cannot do without Emscripten name its headers, and how others ask for it.
const HEADERS: [&str; 2] = ["#include <emscripten", "#include \"emscripten"];
const GUARD: &str = "__EMSCRIPTEN__";

/// Whether Emscripten is to build it unless the user says otherwise.
pub(crate) fn is_page(project: &Project) -> bool {
    let root = &project.root;
    match &project.layout {
        Layout::CMake => text(&root.join(CMAKE_LISTS)).contains(IN_CMAKE_LISTS),
        Layout::Makefile(makefile) => {
            let text = text(&root.join(makefile));
            IN_MAKEFILES.iter().any(|sign| text.contains(sign))
        }
        Layout::Sources(sources) => {
            Flags::are_for_emscripten(root).unwrap_or_default()
                || sources.iter().any(|source| needs_emscripten(&text(&root.join(source))))
        }
    }
}

fn needs_emscripten(source: &str) -> bool {
    HEADERS.iter().any(|header| source.contains(header)) && !source.contains(GUARD)
}

/// The text of a file; one that cannot be read says nothing.
fn text(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::ProjectSettings;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: bool) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let project = Project::open(folder.path(), &ProjectSettings::default()).unwrap();
        assert_eq!(is_page(&project), expected, "{files:?}");
    }

    #[test]
    fn a_source_that_needs_emscripten_makes_a_page() {
        let include = "#include <emscripten/html5.h>\n";
        check(&[("main.c", include)], true);
        check(&[("main.c", &format!("#ifdef __EMSCRIPTEN__\n{include}#endif\n"))], false);
        check(&[("main.c", "int main(void) {}"), ("compile_flags.txt", "-sUSE_SDL=2\n")], true);
        check(&[("main.c", "int main(void) {}"), ("compile_flags.txt", "-std=c17\n")], false);
    }

    #[test]
    fn a_build_tool_says_that_it_knows_emscripten() {
        check(&[("Makefile", "index.html:\n\temcc main.c -o $@\n"), ("main.c", "")], true);
        check(&[("Makefile", "main: main.o\n"), ("main.c", "")], false);
        check(&[("CMakeLists.txt", "if(EMSCRIPTEN)\nendif()\n"), ("main.c", "")], true);
    }
}
