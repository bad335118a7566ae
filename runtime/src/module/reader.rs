//! Reads a module section by section, keeping what is of use.

use std::io::{self, BufRead, BufReader, Read, Seek};

use super::{
    ModuleBinary,
    binary::Gap,
    leb128::{self, MOST_BYTES},
};
use crate::vm::prefer_huge_pages;

/// What every module of the version that we know begins with.
pub(super) const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// The most memory that is reserved for a module whose size is known.
pub(super) const MAX_EXPECTED: usize = 256 << 20;

/// The most memory that is reserved on the word of a length.
const MAX_RESERVE: usize = 16 << 20;

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

impl<R: Read> Reader<R> {
    /// A reader of any source, which reads also what it leaves out.
    pub(super) fn new(source: BufReader<R>) -> Self {
        let binary = ModuleBinary::default();
        Self { source, skip: read_over, binary, position: 0, deferred: None }
    }

    /// Reads all of a module that has about `size` bytes, if that is known.
    pub(super) fn whole(mut self, size: u64) -> io::Result<ModuleBinary> {
        // What is reserved and not needed is never touched; without it there are only more steps.
        let expected = usize::try_from(size).unwrap_or(usize::MAX);
        if self.binary.bytes.try_reserve_exact(expected.min(MAX_EXPECTED)).is_ok() {
            let room = self.binary.bytes.spare_capacity_mut();
            prefer_huge_pages(room.as_mut_ptr().cast(), room.len());
        }
        if !self.sections()? {
            self.source.read_to_end(&mut self.binary.bytes)?;
        }
        Ok(self.binary)
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
        for _ in 0..MOST_BYTES {
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

impl<R: Read + Seek> Reader<R> {
    /// A reader that passes over what it leaves out.
    pub(super) fn seeking(source: BufReader<R>) -> Self {
        Self { skip: seek_over, ..Self::new(source) }
    }

    /// Reads a module, but for its large sections. None, as soon as that is seen, if it is not made of sections to
    /// its end.
    #[cfg(unix)]
    pub(super) fn all_but_large(mut self) -> io::Result<Option<(ModuleBinary, Vec<Deferred>)>> {
        self.deferred = Some(Vec::new());
        let is_complete = self.sections()?;
        Ok(is_complete.then(|| (self.binary, self.deferred.unwrap_or_default())))
    }
}

/// Whether a custom section of this name is read when the module runs.
fn is_used(name: &[u8]) -> bool {
    name == b"name"
}

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
