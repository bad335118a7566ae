//! The parts of a module's file, read by several threads into where they stay.

use std::{
    fs::File,
    io::{self, BufReader, Seek as _},
    os::unix::fs::FileExt as _,
};

use super::outline::Outline;
use crate::{
    module::{ModuleBinary, parallel, reader::MAX_EXPECTED},
    vm::{prefer_huge_pages, zeroed},
};

/// The module in a file; none if one thread is to read it: it is not made of sections to its end, or says that it is
/// too large to be trusted in that.
pub(super) fn read(
    mut file: &File,
    look: &(impl Fn(usize, &[u8]) + Sync),
) -> io::Result<Option<ModuleBinary>> {
    /// Not much more than the beginning of a section and the name of a custom one.
    const BUFFER: usize = 4 << 10;
    file.rewind()?;
    let source = BufReader::with_capacity(BUFFER, file);
    let Some(outline) = Outline::read(source)? else { return Ok(None) };
    let length = usize::try_from(outline.length()).ok().filter(|&length| length <= MAX_EXPECTED);
    let Some(mut bytes) = length.and_then(zeroed) else { return Ok(None) };
    prefer_huge_pages(bytes.as_mut_ptr(), bytes.len());
    fill(&mut bytes, &Parts { file, parts: parts(&outline) }, look)?;
    Ok(Some(ModuleBinary { bytes, gaps: outline.gaps() }))
}

/// Consecutive bytes of a module.
struct Part<'a> {
    /// How many bytes come before them.
    start: usize,
    length: usize,
    source: Source<'a>,
}

/// Where bytes come from.
enum Source<'a> {
    /// They have been read already.
    Memory(&'a [u8]),
    /// They begin at this place of the file.
    File(u64),
}

/// All parts of a module, in their order.
fn parts(outline: &Outline) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut add = |length: usize, source| {
        parts.push(Part { start, length, source });
        start += length;
    };
    let mut read = 0;
    for deferred in &outline.deferred {
        let bytes = &outline.read.bytes[read..deferred.at];
        add(bytes.len(), Source::Memory(bytes));
        add(deferred.length as usize, Source::File(deferred.offset));
        read = deferred.at;
    }
    let bytes = &outline.read.bytes[read..];
    add(bytes.len(), Source::Memory(bytes));
    parts
}

/// A module that is being read.
struct Parts<'a> {
    file: &'a File,
    parts: Vec<Part<'a>>,
}

/// Brings a module to where it stays, each thread a run of consecutive pieces: two that write to neighbouring bytes
/// at the same time would make the system clear the same large page twice.
fn fill(
    bytes: &mut [u8],
    parts: &Parts<'_>,
    look: &(impl Fn(usize, &[u8]) + Sync),
) -> io::Result<()> {
    const PIECE: usize = ModuleBinary::PIECE;
    let length = bytes.len();
    let pieces = length.div_ceil(PIECE);
    let run = pieces.div_ceil(parallel::threads(pieces, length)) * PIECE;
    let fill_run = |(index, run_bytes): (usize, &mut [u8])| {
        for (piece, bytes) in run_bytes.chunks_mut(PIECE).enumerate() {
            let piece = index * run / PIECE + piece;
            parts.read(piece * PIECE, bytes)?;
            look(piece, bytes);
        }
        Ok(())
    };
    parallel::for_each_item(bytes.chunks_mut(run).enumerate(), length, fill_run)
}

impl Parts<'_> {
    /// Reads the bytes of the module from `start`.
    fn read(&self, mut start: usize, mut bytes: &mut [u8]) -> io::Result<()> {
        let first = self.parts.partition_point(|part| part.start + part.length <= start);
        for part in &self.parts[first..] {
            let skipped = start - part.start;
            let (now, later) = bytes.split_at_mut(bytes.len().min(part.length - skipped));
            match part.source {
                Source::Memory(read) => now.copy_from_slice(&read[skipped..][..now.len()]),
                Source::File(offset) => self.file.read_exact_at(now, offset + skipped as u64)?,
            }
            start += now.len();
            bytes = later;
            if bytes.is_empty() {
                break;
            }
        }
        Ok(())
    }
}
