//! Brings a module from a file or from standard input into the interpreter.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use wasmrun_runtime::{Config, Engine, Module};

use super::validate::{Binary, Recording};
use super::{Error, Observation, Program};

const MAGIC: &[u8] = b"\0asm";

/// The module at `path`, or on standard input if `path` is `-`. `recording` says where it is recorded, if anywhere,
/// which modules were found valid.
pub fn read(path: &Path, recording: Option<&Recording>) -> Result<Binary, Error> {
    let read = if path.as_os_str() == "-" {
        Binary::from_source(&mut io::stdin().lock())
    } else {
        Binary::from_file(path, recording)
    };
    read.map_err(|source| Error::Unreadable { path: path.to_owned(), source })
}

/// Decodes and validates a module, binary or text. What is recorded as valid is not validated
/// again.
pub fn load(binary: Binary, program: &Program) -> Result<Module, Error> {
    let engine = engine(program).map_err(|source| Error::Setup(Box::new(source)))?;
    load_in(&engine, binary, &program.name)
}

/// The same, in an engine that there is already.
pub(super) fn load_in(engine: &Engine, binary: Binary, name: &str) -> Result<Module, Error> {
    let binary = if must_assemble(binary.as_bytes(), name)? {
        Binary::from_source(&mut &*assemble(binary.as_bytes(), name)?)
            .map_err(|source| Error::Unreadable { path: name.into(), source })?
    } else {
        binary
    };
    let is_cut_short = is_cut_short(binary.as_bytes());
    binary.into_module(engine).map_err(|source| match Error::refused(name, source) {
        Error::Invalid { name, source } if is_cut_short => Error::CutShort { name, source },
        other => other,
    })
}

/// All bytes of the module at `path`, or on standard input, in its binary form: also those that
/// [`read`] leaves out because nothing that runs needs them.
pub fn read_whole(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    let name = path.to_string_lossy();
    if must_assemble(&bytes, &name)? { assemble(&bytes, &name) } else { Ok(bytes) }
}

/// The module at `path` with all that tells of its sources: what a compiler left in it, or the lines
/// of its text. `None` if it cannot be had, which costs no more than an explanation.
pub(super) fn with_debugging(path: &Path) -> Option<Vec<u8>> {
    let bytes = fs_err::read(path).ok()?;
    if !is_text(&bytes, &path.to_string_lossy()) {
        return Some(bytes);
    }
    let mut parser = wat::Parser::new();
    parser.generate_dwarf(wat::GenerateDwarf::Lines);
    parser.parse_bytes(Some(path), &bytes).ok().map(Cow::into_owned)
}

/// Whether these bytes are a module's text; an error if there are none.
fn must_assemble(bytes: &[u8], name: &str) -> Result<bool, Error> {
    let is_text = is_text(bytes, name);
    if bytes.is_empty() && !is_text {
        return Err(Error::Empty { name: name.to_owned() });
    }
    Ok(is_text)
}

/// A module of its text.
fn assemble(text: &[u8], name: &str) -> Result<Vec<u8>, Error> {
    wat::Parser::new()
        .parse_bytes(Some(Path::new(name)), text)
        .map(Cow::into_owned)
        .map_err(|source| Error::Text { name: name.to_owned(), source })
}

/// Whether these bytes begin like a module, but end within its header or within a section.
fn is_cut_short(bytes: &[u8]) -> bool {
    const HEADER: usize = 8;
    const LAST_SECTION: u8 = 13;
    if !bytes.starts_with(MAGIC) {
        return false;
    }
    let Some(mut rest) = bytes.get(HEADER..) else { return true };
    while let [section, tail @ ..] = rest {
        if *section > LAST_SECTION {
            return false;
        }
        match section_length(tail).map(|(length, content)| content.get(length..)) {
            Some(Some(next)) => rest = next,
            Some(None) => return true,
            // A length that does not end, or that is too long for one.
            None => return tail.len() < MAX_LENGTH_BYTES,
        }
    }
    false
}

/// The most bytes that a section's length is written in.
const MAX_LENGTH_BYTES: usize = 5;

/// The length of a section, in LEB128, and what follows it.
fn section_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = 0;
    for (index, byte) in bytes.iter().take(MAX_LENGTH_BYTES).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((length, &bytes[index + 1..]));
        }
    }
    None
}

fn engine(program: &Program) -> Result<Engine, wasmrun_runtime::Error> {
    let mut config = Config::new();
    if let Some(bytes) = program.max_memory {
        config.max_memory_bytes(bytes);
    }
    if let Some(bytes) = program.max_stack {
        config.max_stack_bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    let Observation { profile, trace, .. } = &program.observation;
    let is_stoppable = program.timeout.is_some() || program.stop.is_some() || profile.is_some();
    config.interruptible(is_stoppable).consume_fuel(program.fuel.is_some());
    config.trace_calls(trace.is_some());
    Engine::new(&config)
}

/// Whether these bytes are a module's text: their name says so, or they begin like one.
fn is_text(bytes: &[u8], name: &str) -> bool {
    if bytes.starts_with(MAGIC) {
        return false;
    }
    let is_wat = Path::new(name).extension().is_some_and(|extension| extension == "wat");
    is_wat || matches!(bytes.trim_ascii_start().first(), Some(b'(' | b';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_is_told_from_a_mistake_except_between_sections() {
        let wat = r#"(module (func (export "f")) (memory 1) (data (i32.const 0) "hello"))"#;
        let wasm = wat::parse_str(wat).unwrap();
        assert!(!is_cut_short(&wasm));
        let complete: Vec<usize> =
            (MAGIC.len()..wasm.len()).filter(|length| !is_cut_short(&wasm[..*length])).collect();
        // After the header, and after the sections of types, functions, memories, exports, code.
        assert_eq!(complete.len(), 6, "{complete:?}");
        for mistake in [&b"\x89PNG"[..], b"\0asm\x01\0\0\0\x77\x05", b""] {
            assert!(!is_cut_short(mistake), "{mistake:?}");
        }
        assert!(!is_cut_short(b"\0asm\x01\0\0\0\x01\xff\xff\xff\xff\xff\xff"));
    }

    #[test]
    fn text_is_told_by_its_name_or_its_first_letter() {
        assert!(is_text(b"", "a.wat"));
        assert!(is_text(b"\n  (module)", "-"));
        assert!(is_text(b";; a comment\n(module)", "-"));
        assert!(!is_text(b"\0asm\x01\0\0\0", "a.wat"));
        assert!(!is_text(b"\x89PNG", "picture.wasm"));
        assert!(!is_text(b"", "-"));
    }
}
