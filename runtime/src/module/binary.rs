//! The bytes of a module as they are kept: without what is of no use for running it.

use std::io::{self, BufReader, Read, Seek};

use super::reader::Reader;

/// A module in the binary format, read but not looked at yet.
///
/// Custom sections that nothing here reads, debugging information above all, are left out while
/// reading, so that they take neither memory nor time. Messages count offsets as if they were there.
///
/// ```
/// use wasmrun_runtime::{Engine, Module, ModuleBinary};
///
/// let wasm = wat::parse_str(r#"(module (@custom ".debug_info" "lines and lines") (memory 1))"#)?;
/// let binary = ModuleBinary::read(wasm.as_slice())?;
/// assert!(binary.as_bytes().len() < wasm.len());
/// let module = Module::from_binary(&Engine::default(), binary)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ModuleBinary {
    pub(super) bytes: Vec<u8>,
    /// What has been left out, in the order of the module.
    pub(super) gaps: Vec<Gap>,
}

/// Something that has been left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    /// How many of the kept bytes come before it.
    pub(super) at: usize,
    /// How many bytes were left out.
    pub(super) length: u64,
}

impl ModuleBinary {
    /// Reads a module to its end. What is no module is read as well, and is refused later.
    ///
    /// # Errors
    /// If the source fails, or there is no memory for what it contains.
    pub fn read(source: impl Read) -> io::Result<Self> {
        Reader::new(BufReader::with_capacity(BUFFER, source)).whole(0)
    }

    /// As [`ModuleBinary::read`], quicker if the source has about `size` bytes, and can pass over
    /// what is left out.
    ///
    /// # Errors
    /// As [`ModuleBinary::read`].
    pub fn read_seekable(source: impl Read + Seek, size: u64) -> io::Result<Self> {
        Reader::seeking(BufReader::with_capacity(BUFFER, source)).whole(size)
    }

    /// The bytes that are kept. They are a module too.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where a kept byte was in the module.
    pub(crate) fn original_offset(&self, offset: u64) -> u64 {
        let before = self.gaps.iter().take_while(|gap| gap.at as u64 <= offset);
        offset + before.map(|gap| gap.length).sum::<u64>()
    }
}

/// Small enough to stay in a processor's cache on the way to where the bytes are kept.
const BUFFER: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::reader::HEADER;

    /// A section with this content, its length in three bytes.
    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let mut section = vec![id, length as u8 & 0x7f | 0x80, (length >> 7) as u8 | 0x80, 0];
        section.extend_from_slice(content);
        section
    }

    fn custom(name: &str, content: &[u8]) -> Vec<u8> {
        section(0, &[&[name.len() as u8], name.as_bytes(), content].concat())
    }

    fn read(module: &[u8]) -> ModuleBinary {
        ModuleBinary::read(module).expect("a slice can be read")
    }

    #[test]
    fn only_the_names_of_unused_sections_are_kept() {
        let memory = section(5, &[1, 0, 1]);
        let parts = [HEADER, &custom(".debug_info", &[7; 200]), &memory, &custom("name", &[1, 2])];
        let module = parts.concat();
        let binary = read(&module);
        let kept = [HEADER, &custom(".debug_info", &[]), &memory, &custom("name", &[1, 2])];
        assert_eq!(binary.as_bytes(), kept.concat());
        let start_of_memory = HEADER.len() + 4 + 12;
        assert_eq!(binary.original_offset(start_of_memory as u64 - 1), start_of_memory as u64 - 1);
        assert_eq!(binary.original_offset(start_of_memory as u64), start_of_memory as u64 + 200);
        assert_eq!(binary.original_offset(binary.bytes.len() as u64), module.len() as u64);
    }

    #[test]
    fn what_is_broken_is_kept_as_it_is() {
        let long_name = section(0, &[100, b'x']);
        let cut = &custom("linking", &[1; 90])[..50];
        for broken in [&b""[..], b"\0as", b"\0asm\x0d\0\x01\0 component", b"(module)", &long_name] {
            assert_eq!(read(broken).as_bytes(), broken);
            let module = [HEADER, &[0x80], broken].concat();
            assert_eq!(read(&module).as_bytes(), module);
        }
        let module = [HEADER, cut].concat();
        // The name is there, and a length that is not.
        assert_eq!(read(&module).as_bytes(), &module[..HEADER.len() + 4 + 8]);
    }

    #[test]
    fn whether_it_is_read_or_passed_over_makes_no_difference() {
        let large = vec![7; 200_000];
        let mut debugging = custom(".debug_info", &[]);
        debugging[1..4].copy_from_slice(&[0xcc, 0x9a, 0x0c]);
        let memory = section(5, &[1, 0, 1]);
        let module = [HEADER, &debugging, &large, &memory, &custom("a", &[1; 300])].concat();
        for length in (0..module.len()).step_by(11).chain(module.len() - 400..=module.len()) {
            let read = read(&module[..length]);
            let source = io::Cursor::new(&module[..length]);
            let passed = ModuleBinary::read_seekable(source, 1 << 20).unwrap();
            assert_eq!(passed.bytes, read.bytes, "{length} bytes");
            let lengths = |binary: &ModuleBinary| {
                binary.gaps.iter().map(|gap| (gap.at, gap.length)).collect::<Vec<_>>()
            };
            assert_eq!(lengths(&passed), lengths(&read), "{length} bytes");
        }
    }

    #[test]
    fn every_prefix_can_be_read() {
        let module =
            [HEADER, &custom("a", &[1; 300]), &section(5, &[1, 0, 1]), &custom("name", &[])]
                .concat();
        for length in 0..module.len() {
            assert!(read(&module[..length]).as_bytes().len() <= length);
        }
    }

    #[test]
    fn a_source_that_fails_is_an_error() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("no more"))
            }
        }
        assert!(ModuleBinary::read(HEADER.chain(Failing)).is_err());
    }
}
