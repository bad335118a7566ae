//! C and C++, with the compiler that the plugin finds or brings.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use crate::language::{Break, Language};
use crate::project::Project;
use crate::toolchain::look_for;

pub(crate) const C: Language =
    Language { plugin: "c", example: "c-raytracer", bring: "tests/run languages" };
pub(crate) const CPP: Language = Language { example: "cpp-sudoku", ..C };

#[test]
fn debugging_information_is_kept_where_it_is_asked_for() {
    C.keeps_debugging_information(".debug_line");
}

#[test]
fn levels_differ() {
    C.levels_differ();
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    C.diagnoses(&Break {
        file: "src/main.c",
        from: "studio_draw(&studio);",
        to: "studio_draw(&stduio);",
        line: 48,
        column: 18,
    });
}

#[test]
fn a_mistake_in_cpp_is_shown_where_it_is() {
    CPP.diagnoses(&Break {
        file: "src/main.cpp",
        from: "sudoku::solve(*puzzle)",
        to: "sudoku::slove(*puzzle)",
        line: 28,
        column: 29,
    });
}

#[test]
fn only_a_change_is_compiled() {
    C.rebuilds_what_changed("src/main.c", "`help` lists", "`help` prints");
}

/// Fifty sources, of which every fifth includes a header.
fn fifty() -> Project {
    let project = Project::empty("c", "fifty");
    project.write("src/shared.h", "enum { SHARED = 1 };\n");
    let names: Vec<String> = (1..50).map(|number| format!("part{number:02}")).collect();
    for (name, number) in names.iter().zip(1..) {
        let (include, value) =
            if number % 5 == 0 { ("#include \"shared.h\"\n", "SHARED") } else { ("", "2") };
        let text = format!("{include}int {name}(void) {{ return {value}; }}\n");
        project.write(&format!("src/{name}.c"), &text);
    }
    let declared: Vec<String> = names.iter().map(|name| format!("int {name}(void);\n")).collect();
    let sum: Vec<String> = names.iter().map(|name| format!("{name}()")).collect();
    let main = format!("int main(void) {{ printf(\"%d\\n\", {}); }}\n", sum.join(" + "));
    project.write("src/main.c", &format!("#include <stdio.h>\n{}{main}", declared.concat()));
    project
}

/// When each object was made, by the source's name.
fn objects(folder: &Path) -> BTreeMap<String, SystemTime> {
    let entries = fs_err::read_dir(folder).expect("the folder of objects");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let objects = paths.filter(|path| path.extension().is_some_and(|extension| extension == "o"));
    let with_time = objects.map(|path| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let modified = fs_err::metadata(&path).and_then(|metadata| metadata.modified());
        (name, modified.expect("a time"))
    });
    with_time.collect()
}

#[test]
fn of_fifty_sources_only_those_are_compiled_that_a_change_is_about() {
    let project = fifty();
    let test = "languages: c: fifty sources";
    if integration::require(test, look_for(&project, C.bring)).is_none() {
        return;
    }
    // A source that was written in the instant when a build begins is rightly compiled again.
    let run = || project.run(&["exec", "--optimization", "debug"]).success().stdout;
    assert_eq!((run(), run()), ("89\n".to_owned(), "89\n".to_owned()));
    let folder = project.path(".wasmrun/debug/.module/objects/src");
    let mut before = objects(&folder);
    assert_eq!(before.len(), 50);
    let mut compiled = || {
        let now = objects(&folder);
        let made = now.iter().filter(|(name, time)| before.get(*name) != Some(*time));
        let names: Vec<String> = made.map(|(name, _)| name.clone()).collect();
        before = now;
        names
    };

    assert_eq!(run(), "89\n");
    assert_eq!(compiled(), [] as [String; 0], "nothing changed");
    project.edit("src/part17.c", "return 2", "return 3");
    assert_eq!(run(), "90\n");
    assert_eq!(compiled(), ["part17.c"]);
    project.edit("src/shared.h", "= 1", "= 10");
    assert_eq!(run(), "171\n");
    let users: Vec<String> =
        (5..50).step_by(5).map(|number| format!("part{number:02}.c")).collect();
    assert_eq!(compiled(), users);
}
