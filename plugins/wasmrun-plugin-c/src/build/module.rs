//! Looks at WebAssembly files, and takes the custom sections out that a level does not keep.

use std::io::{self, Read as _};
use std::path::Path;

use fs_err as fs;

const PREAMBLE: [u8; 8] = *b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
/// The linker's names for what it puts in the place of a missing `main`.
const TRAPS_FOR_MAIN: [&str; 2] = ["undefined_weak:main", "undefined_weak:__main_argc_argv"];

/// What a module keeps besides what it needs to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Everything the linker wrote.
    Everything,
    /// The names of functions, which traps show, but no debug information.
    Names,
    /// Nothing.
    Nothing,
}

impl Keep {
    fn keeps(self, section: &[u8]) -> bool {
        match self {
            Self::Everything => true,
            Self::Names => !section.starts_with(b".debug_"),
            Self::Nothing => {
                !section.starts_with(b".debug_") && section != b"name" && section != b"producers"
            }
        }
    }
}

/// Whether the file begins as a WebAssembly module does.
pub(crate) fn is_module(path: &Path) -> bool {
    let mut preamble = [0; 8];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut preamble)).is_ok()
        && preamble == PREAMBLE
}

/// Whether the module is an object file, which a linker has yet to work on.
pub(crate) fn is_object(bytes: &[u8]) -> bool {
    sections(bytes).is_some_and(|mut sections| {
        sections.any(|section| section.is_some_and(|section| section.name == Some(b"linking")))
    })
}

/// Whether the program has no `main`: the library calls it weakly, so that the linker puts a function
/// in its place that traps, and nothing is said before the program runs. Only the names tell.
pub(crate) fn lacks_main(bytes: &[u8]) -> bool {
    let names = sections(bytes).into_iter().flatten().flatten();
    names.filter(|section| section.name == Some(b"name")).any(|section| {
        TRAPS_FOR_MAIN.iter().any(|trap| {
            // A name comes after its length.
            section
                .bytes
                .windows(trap.len() + 1)
                .any(|part| usize::from(part[0]) == trap.len() && part[1..] == *trap.as_bytes())
        })
    })
}

/// The module without the custom sections that are not kept.
pub(crate) fn strip(bytes: &[u8], keep: Keep) -> io::Result<Vec<u8>> {
    let mut kept = PREAMBLE.to_vec();
    let sections = sections(bytes).ok_or_else(malformed)?;
    for section in sections {
        let section = section.ok_or_else(malformed)?;
        if section.name.is_none_or(|name| keep.keeps(name)) {
            kept.extend_from_slice(section.bytes);
        }
    }
    Ok(kept)
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the linker wrote no well-formed module")
}

struct Section<'a> {
    /// The whole section, with its header.
    bytes: &'a [u8],
    /// The name, if it is a custom section.
    name: Option<&'a [u8]>,
}

/// The sections one after the other; an item `None` stands for a malformed rest.
fn sections(bytes: &[u8]) -> Option<impl Iterator<Item = Option<Section<'_>>>> {
    let mut rest = bytes.strip_prefix(&PREAMBLE)?;
    Some(std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some((section, after)) = section(rest) else {
            rest = &[];
            return Some(None);
        };
        rest = after;
        Some(Some(section))
    }))
}

fn section(bytes: &[u8]) -> Option<(Section<'_>, &[u8])> {
    let (&id, after_id) = bytes.split_first()?;
    let (size, content) = length(after_id)?;
    let end = bytes.len() - content.len() + size;
    let content = content.get(..size)?;
    let name = if id == CUSTOM {
        let (length, name) = length(content)?;
        Some(name.get(..length)?)
    } else {
        None
    };
    let (section, after) = bytes.split_at(end);
    Some((Section { bytes: section, name }, after))
}

/// An unsigned LEB128 number of at most 32 bits, and what follows it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, &bytes[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn custom(name: &str, content: &[u8]) -> Vec<u8> {
        let size = u8::try_from(1 + name.len() + content.len()).unwrap();
        let mut section = vec![CUSTOM, size, u8::try_from(name.len()).unwrap()];
        section.extend_from_slice(name.as_bytes());
        section.extend_from_slice(content);
        section
    }

    fn module(sections: &[Vec<u8>]) -> Vec<u8> {
        [PREAMBLE.to_vec(), sections.concat()].concat()
    }

    #[test]
    fn each_level_keeps_its_sections() {
        let memory = vec![5, 3, 1, 0, 1];
        let [debug, name] = [custom(".debug_info", &[1, 2, 3]), custom("name", &[4])];
        let producers = custom("producers", &[0]);
        let all = [memory.clone(), debug, name.clone(), producers.clone()];
        let bytes = module(&all);
        assert_eq!(strip(&bytes, Keep::Everything).unwrap(), bytes);
        assert_eq!(strip(&bytes, Keep::Names).unwrap(), module(&[memory.clone(), name, producers]));
        assert_eq!(strip(&bytes, Keep::Nothing).unwrap(), module(&[memory]));
    }

    #[test]
    fn an_object_file_is_known_by_its_linking_section() {
        assert!(is_object(&module(&[vec![5, 3, 1, 0, 1], custom("linking", &[2])])));
        assert!(!is_object(&module(&[vec![5, 3, 1, 0, 1]])));
        assert!(!is_object(b"\x7fELF"));
    }

    #[test]
    fn a_missing_main_is_known_by_the_name_of_what_traps() {
        let named = |name: &str| {
            let mut content = vec![1, 22, 1, 0, u8::try_from(name.len()).unwrap()];
            content.extend_from_slice(name.as_bytes());
            module(&[custom("name", &content)])
        };
        assert!(lacks_main(&named("undefined_weak:main")));
        assert!(lacks_main(&named("undefined_weak:__main_argc_argv")));
        assert!(!lacks_main(&named("undefined_weak:maintain")));
        assert!(!lacks_main(&module(&[custom("other", b"\x13undefined_weak:main")])));
        assert!(!lacks_main(b"no module"));
    }

    #[test]
    fn cut_off_modules_are_errors_at_every_length() {
        let bytes = module(&[vec![5, 3, 1, 0, 1], custom("name", &[4; 9])]);
        for length in 0..bytes.len() {
            let whole_sections = length == 8 || length == 13;
            assert_eq!(strip(&bytes[..length], Keep::Names).is_ok(), whole_sections, "{length}");
        }
    }

    #[test]
    fn an_endless_number_is_an_error() {
        assert!(
            strip(&module(&[vec![0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]), Keep::Names).is_err()
        );
    }
}
