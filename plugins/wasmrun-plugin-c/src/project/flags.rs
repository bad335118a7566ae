//! The user's flags: each goes to the compiler, to the linker, or to both.

use std::io;
use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{Error, ErrorKind, Result};

use super::{Language, Layout, Project, ToolchainChoice};

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
/// Emscripten's own flags that take a value, all of them for linking.
const OF_EMSCRIPTEN: [&str; 9] = [
    "--preload-file",
    "--embed-file",
    "--exclude-file",
    "--js-library",
    "--pre-js",
    "--post-js",
    "--extern-pre-js",
    "--extern-post-js",
    "--shell-file",
];
/// The one of them that the plugin carries out itself.
const SHELL_FILE: &str = "--shell-file";
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
    /// Those that only Emscripten knows are left out for any other toolchain.
    ///
    /// A build tool has flags of its own: then, the user's arguments are for that.
    pub(crate) fn read(
        project: &Project,
        custom: &[String],
        toolchain: ToolchainChoice,
    ) -> Result<Self> {
        if !matches!(project.layout, Layout::Sources(_)) {
            return Ok(Self::default());
        }
        let mut flags = Self::parse(&file(&project.root)?, custom);
        if toolchain != ToolchainChoice::Emscripten {
            flags.groups.retain(|group| !is_of_emscripten(&group[0]));
        }
        match flags.groups.iter().find(|group| !is_allowed(&group[0])) {
            None => Ok(flags),
            Some(group) => Err(Error::new(
                ErrorKind::UnsupportedOption,
                format!("`{}` is no flag that a project can give the compiler", group[0]),
            )
            .with_hint(format!(
                "a line of `{FLAGS_FILE}` is one flag, such as `-Wall` or `-DNAME=1`"
            ))),
        }
    }

    /// Whether the flags file has a flag that only Emscripten knows, so that the project is a page.
    pub(super) fn are_for_emscripten(root: &Path) -> io::Result<bool> {
        let flags = Self::parse(&file(root)?, &[]);
        Ok(flags.groups.iter().any(|group| is_of_emscripten(&group[0])))
    }

    fn parse(text: &str, custom: &[String]) -> Self {
        let lines =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut arguments = lines.map(str::to_owned).chain(custom.iter().cloned());
        let mut groups = Vec::new();
        while let Some(flag) = arguments.next() {
            let takes_value = WITH_VALUE.iter().chain(&OF_EMSCRIPTEN).any(|known| *known == flag);
            let value = if takes_value { arguments.next() } else { None };
            groups.push(std::iter::once(flag).chain(value).collect());
        }
        Self { groups }
    }

    /// What the compiler of `language` gets.
    pub(crate) fn for_compiler(&self, language: Language) -> Vec<String> {
        let groups = self.groups.iter().filter(|group| !is_for_linker_only(&group[0]));
        groups.filter(|group| fits(&group[0], language)).flatten().cloned().collect()
    }

    /// What the linker gets.
    pub(crate) fn for_linker(&self) -> Vec<String> {
        let groups = self.groups.iter().filter(|group| {
            let flag = &group[0];
            let is_for_linker = is_for_linker_only(flag)
                || starts_with_any(flag, &LINK_TOO)
                || is_of_emscripten(flag);
            is_for_linker && flag != SHELL_FILE
        });
        let mut flags: Vec<String> = groups.flatten().cloned().collect();
        for (symbol, library) in EMULATED {
            if self.defines(symbol) && !flags.iter().any(|flag| flag == library) {
                flags.push(library.to_owned());
            }
        }
        flags
    }

    /// Whether the user says how C++ exceptions are to work.
    pub(crate) fn decide_on_exceptions(&self) -> bool {
        const SIGNS: [&str; 3] = ["exceptions", "EXCEPTION_CATCHING", "EXCEPTION_THROWING"];
        self.groups.iter().any(|group| SIGNS.iter().any(|sign| group[0].contains(sign)))
    }

    /// The frame of the project's page, relative to the project.
    pub(crate) fn shell_file(&self) -> Option<&str> {
        let group = self.groups.iter().rfind(|group| group[0] == SHELL_FILE)?;
        group.get(1).map(String::as_str)
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

/// The text of the flags file; empty if there is none.
fn file(root: &Path) -> io::Result<String> {
    match fs::read_to_string(root.join(FLAGS_FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        text => text,
    }
}

/// Sources are found by the plugin, and outputs are its own affair.
fn is_allowed(flag: &str) -> bool {
    flag.starts_with('-') && !RESERVED.contains(&flag)
}

/// Whether only Emscripten knows the flag: `--preload-file`, `-sUSE_SDL=2`, `--use-port=sdl2`.
fn is_of_emscripten(flag: &str) -> bool {
    let setting = flag.strip_prefix("-s").and_then(|name| name.chars().next());
    OF_EMSCRIPTEN.contains(&flag)
        || flag.starts_with("--use-port=")
        || setting.is_some_and(|first| first.is_ascii_uppercase())
}

/// Whether the compiler would not know what to do with the flag. Emscripten's libraries come with
/// headers.
fn is_for_linker_only(flag: &str) -> bool {
    let brings_headers = flag.starts_with("-sUSE_") || flag.starts_with("--use-port=");
    starts_with_any(flag, &LINK_ONLY) || (is_of_emscripten(flag) && !brings_headers)
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

    fn project(root: &Path) -> Project {
        Project { root: root.to_path_buf(), layout: Layout::Sources(vec!["main.c".into()]) }
    }

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
        let read = |flags: &[&str]| {
            let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
            Flags::read(&project(folder.path()), &flags, ToolchainChoice::Zig)
        };
        for refused in ["other.c", "-o", "@file"] {
            assert_eq!(read(&[refused]).unwrap_err().kind(), ErrorKind::UnsupportedOption);
        }
        assert!(read(&["-I", "include"]).is_ok());
    }

    #[test]
    fn emscriptens_own_flags_are_for_emscripten_only() {
        let folder = tempfile::tempdir().unwrap();
        let text =
            "-sUSE_SDL=2\n-sEXIT_RUNTIME\n--preload-file\ndata@/\n--shell-file\nf.html\n-std=c11\n";
        fs::write(folder.path().join(FLAGS_FILE), text).unwrap();
        let flags = Flags::read(&project(folder.path()), &[], ToolchainChoice::Emscripten).unwrap();
        assert_eq!(flags.for_compiler(Language::C), ["-sUSE_SDL=2", "-std=c11"]);
        assert_eq!(
            flags.for_linker(),
            ["-sUSE_SDL=2", "-sEXIT_RUNTIME", "--preload-file", "data@/"]
        );
        assert_eq!(flags.shell_file(), Some("f.html"));
        assert!(Flags::are_for_emscripten(folder.path()).unwrap());
        let flags = Flags::read(&project(folder.path()), &[], ToolchainChoice::Zig).unwrap();
        assert_eq!(flags.for_compiler(Language::C), ["-std=c11"]);
        assert!(flags.for_linker().is_empty());
    }

    #[test]
    fn a_flag_that_lacks_its_value_stays_alone() {
        assert_eq!(Flags::parse("-I", &[]).for_compiler(Language::C), ["-I"]);
    }
}
