//! The bytes of a module as they are kept: without what is of no use for running it.

use std::io::{self, BufRead, BufReader, Read, Seek};

use super::leb128;
use crate::vm::prefer_huge_pages;

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
    length: u64,
}

impl ModuleBinary {
    /// Reads a module to its end. What is no module is read as well, and is refused later.
    ///
    /// # Errors
    /// If the source fails, or there is no memory for what it contains.
    pub fn read(source: impl Read) -> io::Result<Self> {
        Self::read_skipping(source, 0, read_over)
    }

    /// As [`ModuleBinary::read`], quicker if the source has about `size` bytes, and can pass over
    /// what is left out.
    ///
    /// # Errors
    /// As [`ModuleBinary::read`].
    pub fn read_seekable(source: impl Read + Seek, size: u64) -> io::Result<Self> {
        Self::read_skipping(source, size, seek_over)
    }

    fn read_skipping<R: Read>(source: R, size: u64, skip: Skip<R>) -> io::Result<Self> {
        /// Small enough to stay in a processor's cache on the way to where the bytes are kept.
        const BUFFER: usize = 64 << 10;
        let source = BufReader::with_capacity(BUFFER, source);
        let mut reader = Reader::new(source, skip);
        // What is reserved and not needed is never touched; without it there are only more steps.
        let expected = usize::try_from(size).unwrap_or(usize::MAX);
        if reader.binary.bytes.try_reserve_exact(expected.min(MAX_EXPECTED)).is_ok() {
            let room = reader.binary.bytes.spare_capacity_mut();
            prefer_huge_pages(room.as_mut_ptr().cast(), room.len());
        }
        if !reader.sections()? {
            reader.source.read_to_end(&mut reader.binary.bytes)?;
        }
        Ok(reader.binary)
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

/// What every module of the version that we know begins with.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// Passes over the next bytes of a source; false if there are not so many.
type Skip<R> = fn(&mut BufReader<R>, u64) -> io::Result<bool>;

fn read_over<R: Read>(source: &mut BufReader<R>, mut length: u64) -> io::Result<bool> {
    while length > 0 {
        let available = source.fill_buf()?.len();
        if available == 0 {
            return Ok(false);
        }
        let passed = length.min(available as u64);
        source.consume(passed as usize);
        length -= passed;
    }
    Ok(true)
}

fn seek_over<R: Read + Seek>(source: &mut BufReader<R>, length: u64) -> io::Result<bool> {
    let Some(before_last) = length.checked_sub(1) else { return Ok(true) };
    let before_last = i64::try_from(before_last).map_err(io::Error::other)?;
    // Only what can be read is there.
    source.seek_relative(before_last)?;
    read_over(source, 1)
}

/// A module being read.
pub(super) struct Reader<R> {
    source: BufReader<R>,
    skip: Skip<R>,
    binary: ModuleBinary,
    /// How many bytes have been kept, left out or deferred.
    position: u64,
    /// What is to be read later, if that is wanted.
    deferred: Option<Vec<Deferred>>,
}

/// A module of which large sections have not been read yet.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) read: ModuleBinary,
    /// What is missing in it, in the order of the module.
    pub(super) deferred: Vec<Deferred>,
}

#[cfg(unix)]
impl Outline {
    /// How many bytes will be kept.
    pub(super) fn length(&self) -> u64 {
        let deferred: u64 = self.deferred.iter().map(|deferred| deferred.length).sum();
        deferred + self.read.bytes.len() as u64
    }

    /// What is left out of the whole module.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let mut deferred = self.deferred.iter().peekable();
        let mut before = 0;
        let whole = |gap: &Gap| {
            while let Some(deferred) = deferred.next_if(|deferred| deferred.at < gap.at) {
                before += deferred.length;
            }
            Gap { at: gap.at + before as usize, ..*gap }
        };
        self.read.gaps.iter().map(whole).collect()
    }
}

/// Bytes of a module that are kept, but have not been read yet.
#[cfg_attr(not(unix), expect(dead_code, reason = "elsewhere nothing is deferred"))]
#[derive(Clone, Copy, Debug)]
pub(super) struct Deferred {
    /// How many of the bytes that have been read come before them.
    pub(super) at: usize,
    /// Where they are in the file.
    pub(super) offset: u64,
    pub(super) length: u64,
}

#[cfg(unix)]
impl<R: Read + Seek> Reader<R> {
    /// Reads a module, but for its large sections. None, as soon as that is seen, if it is not made of sections to
    /// its end.
    pub(super) fn outline(source: BufReader<R>) -> io::Result<Option<Outline>> {
        let mut reader = Self { deferred: Some(Vec::new()), ..Self::new(source, seek_over) };
        let is_complete = reader.sections()?;
        let deferred = reader.deferred.unwrap_or_default();
        Ok(is_complete.then_some(Outline { read: reader.binary, deferred }))
    }
}

impl<R: Read> Reader<R> {
    fn new(source: BufReader<R>, skip: Skip<R>) -> Self {
        Self { source, skip, binary: ModuleBinary::default(), position: 0, deferred: None }
    }

    /// Reads section by section; false if the source is cut short or broken, and what comes then has not been read.
    fn sections(&mut self) -> io::Result<bool> {
        self.keep(HEADER.len() as u64)?;
        if self.binary.bytes != HEADER {
            return Ok(false);
        }
        while self.keep(1)? {
            let is_custom = self.binary.bytes.last() == Some(&0);
            let length_field = self.binary.bytes.len();
            let Some(length) = self.number()? else { return Ok(false) };
            let is_whole = if is_custom {
                self.custom_section(length_field, length)?
            } else {
                self.content(length)?
            };
            if !is_whole {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads the content of a custom section, of which only the name may be kept. Its length stands
    /// at `length_field`. False if it is cut short or broken, which validation will say.
    fn custom_section(&mut self, length_field: usize, length: u64) -> io::Result<bool> {
        let content = self.binary.bytes.len();
        let Some(name_length) = self.number()? else { return Ok(false) };
        let name = self.binary.bytes.len();
        let Some(rest) = length.checked_sub((name - content) as u64 + name_length) else {
            return Ok(false);
        };
        if !self.keep(name_length)? {
            return Ok(false);
        }
        if is_used(&self.binary.bytes[name..]) {
            return self.content(rest);
        }
        // A section that is cut short keeps the length that it claims, so that it will be noticed.
        let is_whole = self.pass_over(rest)?;
        if is_whole && rest > 0 {
            let bytes = &mut self.binary.bytes;
            let kept = bytes.len() - content;
            leb128::replace(&mut bytes[length_field..content], kept);
            self.binary.gaps.push(Gap { at: self.binary.bytes.len(), length: rest });
        }
        Ok(is_whole)
    }

    /// Keeps the content of a section, or leaves it for later if it is large; false if it is cut short.
    fn content(&mut self, length: u64) -> io::Result<bool> {
        const LARGE: u64 = 64 << 10;
        if let Some(deferred) = &mut self.deferred
            && length >= LARGE
        {
            let (at, offset) = (self.binary.bytes.len(), self.position);
            deferred.push(Deferred { at, offset, length });
            return self.pass_over(length);
        }
        self.keep(length)
    }

    /// Passes over the next bytes; false if there are not so many.
    fn pass_over(&mut self, length: u64) -> io::Result<bool> {
        self.position += length;
        (self.skip)(&mut self.source, length)
    }

    /// Keeps the next bytes; false if there are not so many.
    fn keep(&mut self, length: u64) -> io::Result<bool> {
        let bytes = &mut self.binary.bytes;
        let before = bytes.len();
        // A length is only a claim until the bytes are there.
        let claimed = usize::try_from(length).unwrap_or(usize::MAX).min(MAX_RESERVE);
        bytes.try_reserve(claimed)?;
        self.source.by_ref().take(length).read_to_end(bytes)?;
        let kept = (bytes.len() - before) as u64;
        self.position += kept;
        Ok(kept == length)
    }

    /// Keeps a number in LEB128 and returns it; none if there is no such number of 32 bits.
    fn number(&mut self) -> io::Result<Option<u64>> {
        let start = self.binary.bytes.len();
        for _ in 0..leb128::MOST_BYTES {
            if !self.keep(1)? {
                break;
            }
            if let Some(number) = leb128::number(&self.binary.bytes[start..]) {
                return Ok(Some(number.into()));
            }
        }
        Ok(None)
    }
}

/// The most memory that is reserved for a module whose size is known.
pub(super) const MAX_EXPECTED: usize = 256 << 20;

/// The most memory that is reserved on the word of a length.
const MAX_RESERVE: usize = 16 << 20;

/// Whether a custom section of this name is read when the module runs.
fn is_used(name: &[u8]) -> bool {
    name == b"name"
}

#[cfg(test)]
mod tests {
    use super::*;

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
