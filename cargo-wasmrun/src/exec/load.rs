//! Brings a module from a file or from standard input into the interpreter.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use wasmrun_runtime::{Config, Engine, Module};

use super::cut_short::{MAGIC, is_cut_short};
use super::validate::{Binary, Recording};
use super::{Error, Observation, Program};

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
    fn text_is_told_by_its_name_or_its_first_letter() {
        assert!(is_text(b"", "a.wat"));
        assert!(is_text(b"\n  (module)", "-"));
        assert!(is_text(b";; a comment\n(module)", "-"));
        assert!(!is_text(b"\0asm\x01\0\0\0", "a.wat"));
        assert!(!is_text(b"\x89PNG", "picture.wasm"));
        assert!(!is_text(b"", "-"));
    }
}
