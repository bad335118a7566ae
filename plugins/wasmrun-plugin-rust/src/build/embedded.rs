//! Files that a program itself names, with `asset!` of Dioxus: each leaves a record in the module, with the file's path and
//! room for its address. Dioxus' own command line would fill them in.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::index::Asset;

/// What a record begins with, in CBOR: a map of three, and its first key.
const RECORD: &[u8] = b"\xa3\x74absolute_source_path";
/// The key of the address.
const ADDRESS: &[u8] = b"\x6cbundled_path";
/// The folder of the site that addresses are relative to.
pub(super) const FOLDER: &str = "assets";

/// Tells a module where its files will be, unless it was told before; gives the files.
pub(super) fn resolve(module: &Path, root: &Path) -> io::Result<Vec<Asset>> {
    let mut bytes = fs::read(module)?;
    let mut assets = Vec::new();
    let mut is_changed = false;
    let mut at = 0;
    while let Some(start) = position(&bytes[at..], RECORD) {
        at += start + RECORD.len();
        let Some(Record { source, address }) = Record::read(&bytes, at) else { continue };
        let Ok(source) = std::str::from_utf8(&bytes[source]) else { continue };
        let source = PathBuf::from(source);
        let name = name(&source, root);
        let Some(padding) = address.len().checked_sub(name.len()) else { continue };
        // Dioxus takes no account of slashes at the beginning, so the record keeps its length.
        let padded = format!("{}{name}", "/".repeat(padding));
        is_changed |= bytes[address.clone()] != *padded.as_bytes();
        bytes[address].copy_from_slice(padded.as_bytes());
        assets.push(Asset { from: source, to: format!("{FOLDER}/{name}") });
    }
    if is_changed {
        fs::write(module, bytes)?;
    }
    Ok(assets)
}

/// Where in a module a record's strings are.
struct Record {
    source: Range<usize>,
    address: Range<usize>,
}

impl Record {
    /// Reads what follows the beginning of a record.
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let source = string(bytes, at)?;
        bytes.get(source.end..)?.starts_with(ADDRESS).then_some(())?;
        let address = string(bytes, source.end + ADDRESS.len())?;
        Some(Self { source, address })
    }
}

/// Where the bytes of a byte string of CBOR are.
fn string(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    const BYTES: u8 = 2 << 5;
    let byte = |offset: usize| bytes.get(at + offset).copied();
    let (start, length): (usize, u16) = match byte(0)?.checked_sub(BYTES)? {
        length @ 0..=23 => (at + 1, length.into()),
        24 => (at + 2, byte(1)?.into()),
        25 => (at + 3, u16::from_be_bytes([byte(1)?, byte(2)?])),
        _ => return None,
    };
    let range = start..start + usize::from(length);
    bytes.get(range.clone()).map(|_| range)
}

/// The file's address in the folder: as it lies in the project's own, else one that no two files share.
fn name(source: &Path, root: &Path) -> String {
    if let Ok(inside) = source.strip_prefix(root.join(FOLDER)) {
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        return parts.join("/");
    }
    let mut hash = DefaultHasher::new();
    source.hash(&mut hash);
    let file = source.file_name().unwrap_or_default().to_string_lossy();
    format!("{:016x}-{file}", hash.finish())
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with the record of a file.
    fn module(source: &str) -> Vec<u8> {
        let address = [b'?'; 200];
        let mut bytes = b"\0asm".to_vec();
        bytes.extend([RECORD, &[0x58, source.len() as u8], source.as_bytes()].concat());
        bytes.extend([ADDRESS, &[0x59, 0, 200], &address, b"\x67options\xa0\0\0"].concat());
        bytes
    }

    #[test]
    fn a_record_is_filled_in_without_moving_anything() {
        let folder = tempfile::tempdir().unwrap();
        let (root, place) = (folder.path(), folder.path().join("app.wasm"));
        let source = root.join("assets/styling/main.css").display().to_string();
        fs::write(&place, module(&source)).unwrap();
        for _ in 0..2 {
            let assets = resolve(&place, root).unwrap();
            let [Asset { from, to }] = assets.as_slice() else { panic!("{assets:?}") };
            assert_eq!(
                (from.display().to_string(), to.as_str()),
                (source.clone(), "assets/styling/main.css")
            );
            let written = fs::read(&place).unwrap();
            assert_eq!(written.len(), module(&source).len());
            let expected = [b"/".as_slice(), b"styling/main.css", b"\x67options"].concat();
            assert!(position(&written, &expected).is_some());
        }
    }

    #[test]
    fn files_of_other_packages_have_addresses_of_their_own() {
        let name = |source: &str| name(Path::new(source), Path::new("/p"));
        assert!(name("/a/x.css").ends_with("-x.css"));
        assert_ne!(name("/a/x.css"), name("/b/x.css"));
    }

    #[test]
    fn bytes_that_only_look_like_a_record_stay() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("app.wasm");
        let whole = module("/a/b");
        for end in RECORD.len()..whole.len() - 11 {
            fs::write(&place, &whole[..end]).unwrap();
            assert_eq!(resolve(&place, folder.path()).unwrap(), []);
            assert_eq!(fs::read(&place).unwrap(), whole[..end]);
        }
    }
}
