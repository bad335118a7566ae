//! Brings a module from a file or from standard input into the interpreter.

use std::io::{self, Read as _};
use std::path::Path;

use wasmrun_runtime::{Config, Engine, Module};

use super::{Error, Program};

const MAGIC: &[u8] = b"\0asm";

/// The bytes of the module at `path`, or on standard input if `path` is `-`.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    if path.as_os_str() != "-" {
        return std::fs::File::open(path)
            .and_then(|mut file| {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map(|_| bytes)
            })
            .map_err(unreadable);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Decodes and validates a module, binary or text.
pub fn load(bytes: &[u8], program: &Program) -> Result<Module, Error> {
    let wasm = if is_text(bytes, &program.name) {
        wat::Parser::new()
            .parse_bytes(Some(Path::new(&program.name)), bytes)
            .map_err(|error| Error::Text { name: program.name.clone(), source: error })?
    } else {
        bytes.into()
    };
    let engine = engine(program).map_err(|source| Error::Setup(Box::new(source)))?;
    Module::new(&engine, &wasm).map_err(|source| Error::refused(&program.name, source))
}

fn engine(program: &Program) -> Result<Engine, wasmrun_runtime::Error> {
    let mut config = Config::new();
    if let Some(bytes) = program.max_memory {
        config.max_memory_bytes(bytes);
    }
    if let Some(bytes) = program.max_stack {
        config.max_stack_bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
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
