//! Reads a finished module, binary or text.

use std::path::Path;

use crate::server;

/// What every binary module begins with: the magic number and version 1.
const PREAMBLE: &[u8; 8] = b"\0asm\x01\0\0\0";

/// What a component begins with.
const COMPONENT: &[u8; 8] = b"\0asm\x0d\0\x01\0";

/// The module in `path` as binary.
///
/// Only what tells a module from another file is checked: the browser validates it, and may know
/// more of WebAssembly than we do.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, server::Error> {
    let bytes = fs_err::read(path)
        .map_err(|source| server::Error::Unreadable { path: path.to_owned(), source })?;
    if path.extension().is_some_and(|extension| extension == "wat") {
        let invalid = |message| server::Error::InvalidText { path: path.to_owned(), message };
        let text = std::str::from_utf8(&bytes).map_err(|error| invalid(error.to_string()))?;
        return wat::parse_str(text).map_err(|mut error| {
            error.set_path(path);
            invalid(error.to_string())
        });
    }
    if bytes.starts_with(PREAMBLE) {
        Ok(bytes)
    } else if bytes.starts_with(COMPONENT) {
        Err(server::Error::Component { path: path.to_owned() })
    } else {
        Err(server::Error::NotWebAssembly { path: path.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(name: &str, content: &[u8]) -> Result<Vec<u8>, server::Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs_err::write(&path, content).unwrap();
        read(&path)
    }

    #[test]
    fn reads_binary_and_text() {
        assert_eq!(read_as("a.wasm", PREAMBLE).unwrap(), PREAMBLE);
        assert_eq!(read_as("a.wat", b"(module)").unwrap(), PREAMBLE);
    }

    #[test]
    fn refuses_what_is_no_module() {
        for content in [&b""[..], b"\0asm", b"#!/bin/sh", b"\0asm\x02\0\0\0"] {
            assert!(matches!(
                read_as("a.wasm", content),
                Err(server::Error::NotWebAssembly { .. })
            ));
        }
        assert!(matches!(read_as("a.wasm", COMPONENT), Err(server::Error::Component { .. })));
        for content in [&b"(module"[..], b"\xff\xfe"] {
            assert!(matches!(read_as("a.wat", content), Err(server::Error::InvalidText { .. })));
        }
    }
}
