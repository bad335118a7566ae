//! Lines of bytes with a limit, read without ever holding more than the limit.

use std::io::{self, BufRead, Read};

/// A line, or the fact that it was too long.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// A line without its end.
    Whole(&'a [u8]),
    /// A line over the limit; all of it was read and dropped.
    TooLong,
}

/// Reads lines of limited length, which end with `\n` or `\r\n`.
pub(crate) struct Lines<R> {
    reader: R,
    limit: usize,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, buffer: Vec::new() }
    }

    /// The next line, or `None` at the end. A last line without an end counts.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let longest = self.limit + b"\r\n".len();
        let read = self.reader.by_ref().take(longest as u64).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        if read == longest && !self.buffer.ends_with(b"\n") {
            self.reader.skip_until(b'\n')?;
            return Ok(Some(Line::TooLong));
        }
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Some(if line.len() > self.limit { Line::TooLong } else { Line::Whole(line) }))
    }
}
