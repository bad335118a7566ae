//! What stands for a machine that runs the programs while CMake builds: projects that let a program name
//! its own tests, as `GoogleTest`, Catch2 and doctest do, run it for that.
//!
//! It runs nothing. A program that is asked for its tests is written down instead, as a program with
//! tests, and names none; any other fails.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::make::quote;
use super::wrapper::write_program;

/// The script's name, and that of the list of programs.
const FILES: [&str; 2] = ["emulator", "asked"];

/// Writes the script, where there is a shell for it, and says where.
pub(super) fn write(folder: &Path) -> io::Result<Option<PathBuf>> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let [script, list] = FILES.map(|name| folder.join(name));
    let list = quote(&list.display().to_string());
    let text = format!(
        "#!/bin/sh\n\
         case \" $* \" in\n\
         *' --gtest_list_tests'* | *' --list-test'*) printf '%s\\n' \"$1\" >>{list} ;;\n\
         *) echo \"$1: WebAssembly does not run while the project is built\" >&2; exit 126 ;;\n\
         esac\n"
    );
    write_program(&script, &text)?;
    Ok(Some(script))
}

/// Whether a program is the script.
pub(super) fn is_emulator(program: &Path) -> bool {
    program.file_name().is_some_and(|name| name == FILES[0])
}

/// The programs that were asked for their tests, as far as they are still there.
pub(super) fn asked(folder: &Path) -> Vec<PathBuf> {
    let list = fs::read_to_string(folder.join(FILES[1])).unwrap_or_default();
    let mut programs: Vec<PathBuf> = list.lines().map(PathBuf::from).collect();
    programs.retain(|program| program.is_file());
    programs.sort();
    programs.dedup();
    programs
}
