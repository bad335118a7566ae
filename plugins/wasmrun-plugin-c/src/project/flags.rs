//! The user's flags: each goes to the compiler, to the linker, or to both.

use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{Error, ErrorKind, Result};

use super::Language;

/// One flag a line, read by language servers too.
pub(crate) const FLAGS_FILE: &str = "compile_flags.txt";

/// Flags whose value is the next argument.
const WITH_VALUE: [&str; 13] = [
    "-D",
    "-I",
    "-U",
    "-include",
    "-iquote",
    "-isystem",
    "-idirafter",
    "-mllvm",
    "-L",
    "-l",
    "-x",
    "-Xlinker",
    "-z",
];
/// What the plugin itself says, and what would change the kind of the output.
const RESERVED: [&str; 7] = ["-o", "-c", "-E", "-S", "-MF", "-MT", "-###"];
/// What only a linker understands.
const LINK_ONLY: [&str; 5] = ["-L", "-l", "-Wl,", "-Xlinker", "-z"];
/// What decides how code is made, and what it is linked with.
const LINK_TOO: [&str; 10] = [
    "-m",
    "-flto",
    "-fsanitize",
    "-fno-sanitize",
    "-fexceptions",
    "-fwasm-exceptions",
    "-nostd",
    "-nostart",
    "-pthread",
    "--sysroot",
];
/// WASI lacks these parts of POSIX; its C library imitates each if the program asks by a macro and
/// links the library of the same name.
const EMULATED: [(&str, &str); 4] = [
    ("_WASI_EMULATED_GETPID", "-lwasi-emulated-getpid"),
    ("_WASI_EMULATED_MMAN", "-lwasi-emulated-mman"),
    ("_WASI_EMULATED_PROCESS_CLOCKS", "-lwasi-emulated-process-clocks"),
    ("_WASI_EMULATED_SIGNAL", "-lwasi-emulated-signal"),
];

/// The flags of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// Each with its values.
    groups: Vec<Vec<String>>,
}

impl Flags {
    /// Reads the project's flags file, if there is one, and adds what the user gave for this build.
    pub(crate) fn read(root: &Path, custom: &[String]) -> Result<Self> {
        let path = root.join(FLAGS_FILE);
        let text = if path.exists() { fs::read_to_string(path)? } else { String::new() };
        let flags = Self::parse(&text, custom);
        match flags.groups.iter().find(|group| !is_allowed(&group[0])) {
            None => Ok(flags),
            Some(group) => Err(Error::new(
                ErrorKind::UnsupportedOption,
                format!("`{}` is no flag that a project can give the compiler", group[0]),
            )
            .with_hint(format!("a line of {FLAGS_FILE} is one flag, such as -Wall or -DNAME=1"))),
        }
    }

    fn parse(text: &str, custom: &[String]) -> Self {
        let lines =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut arguments = lines.map(str::to_owned).chain(custom.iter().cloned());
        let mut groups = Vec::new();
        while let Some(flag) = arguments.next() {
            let takes_value = WITH_VALUE.contains(&flag.as_str());
            let value = if takes_value { arguments.next() } else { None };
            groups.push(std::iter::once(flag).chain(value).collect());
        }
        Self { groups }
    }

    /// What the compiler of `language` gets.
    pub(crate) fn for_compiler(&self, language: Language) -> Vec<String> {
        let groups = self.groups.iter().filter(|group| !starts_with_any(&group[0], &LINK_ONLY));
        groups.filter(|group| fits(&group[0], language)).flatten().cloned().collect()
    }

    /// What the linker gets.
    pub(crate) fn for_linker(&self) -> Vec<String> {
        let groups = self.groups.iter().filter(|group| {
            starts_with_any(&group[0], &LINK_ONLY) || starts_with_any(&group[0], &LINK_TOO)
        });
        let mut flags: Vec<String> = groups.flatten().cloned().collect();
        for (symbol, library) in EMULATED {
            if self.defines(symbol) && !flags.iter().any(|flag| flag == library) {
                flags.push(library.to_owned());
            }
        }
        flags
    }

    fn defines(&self, symbol: &str) -> bool {
        self.groups.iter().any(|group| {
            let definition = match group.as_slice() {
                [flag, value] if flag == "-D" => value,
                [flag] => flag.strip_prefix("-D").unwrap_or_default(),
                _ => "",
            };
            definition.split('=').next() == Some(symbol)
        })
    }
}

/// Sources are found by the plugin, and outputs are its own affair.
fn is_allowed(flag: &str) -> bool {
    flag.starts_with('-') && !RESERVED.contains(&flag)
}

/// A project of both languages has one list of flags: each compiler gets the standard of its own.
fn fits(flag: &str, language: Language) -> bool {
    let Some(standard) = flag.strip_prefix("-std=") else { return true };
    (language == Language::Cxx) == standard.contains("++")
}

fn starts_with_any(flag: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| flag.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_flag_goes_where_it_means_something() {
        let flags = Flags::parse(
            "-Wall\n  -I\n  in clude\n\n# note\n-lm\n-mllvm\n-wasm-enable-sjlj\n",
            &["-Wl,--gc-sections".to_owned()],
        );
        assert_eq!(
            flags.for_compiler(Language::C),
            ["-Wall", "-I", "in clude", "-mllvm", "-wasm-enable-sjlj"]
        );
        assert_eq!(flags.for_linker(), ["-lm", "-mllvm", "-wasm-enable-sjlj", "-Wl,--gc-sections"]);
    }

    #[test]
    fn each_language_gets_its_own_standard() {
        let flags = Flags::parse("-std=c11\n-std=c++20\n", &[]);
        assert_eq!(flags.for_compiler(Language::C), ["-std=c11"]);
        assert_eq!(flags.for_compiler(Language::Cxx), ["-std=c++20"]);
    }

    #[test]
    fn an_imitated_part_of_posix_is_linked() {
        let flags = Flags::parse("-D_WASI_EMULATED_SIGNAL\n-D\n_WASI_EMULATED_MMAN=1\n", &[]);
        assert_eq!(flags.for_linker(), ["-lwasi-emulated-mman", "-lwasi-emulated-signal"]);
    }

    #[test]
    fn what_is_no_flag_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for refused in ["other.c", "-o", "@file"] {
            let error = Flags::read(folder.path(), &[refused.to_owned()]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnsupportedOption);
        }
        assert!(Flags::read(folder.path(), &["-I".to_owned(), "include".to_owned()]).is_ok());
    }

    #[test]
    fn a_flag_that_lacks_its_value_stays_alone() {
        assert_eq!(Flags::parse("-I", &[]).for_compiler(Language::C), ["-I"]);
    }
}
