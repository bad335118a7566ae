//! The body of an answer: so many bytes, in chunks, or until the end of the connection.

use std::io;

use actix_web::web::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::head::Answer;

/// The most bytes that are read at once.
const PORTION: usize = 64 << 10;

/// The longest line that begins a chunk, in bytes.
const LONGEST_LINE: usize = 1 << 10;

/// Reads the body of an answer, part by part.
#[derive(Debug)]
pub(super) struct Body<Stream> {
    stream: Stream,
    /// Read, and not yet given away.
    buffer: Vec<u8>,
    rest: Rest,
}

#[derive(Debug)]
enum Rest {
    /// So many bytes.
    Counted(u64),
    /// So many bytes of this chunk, and then more chunks.
    Chunk(u64),
    /// The line that begins a chunk; the first has no line end before it.
    ChunkLine {
        is_first: bool,
    },
    /// All that comes.
    UntilEnd,
    Ended,
}

impl<Stream: AsyncRead + Unpin> Body<Stream> {
    /// The body that `stream` goes on with, of which `buffer` came already.
    pub(super) fn new(stream: Stream, buffer: Vec<u8>, answer: &Answer) -> Self {
        let rest = match answer.length {
            _ if answer.is_chunked => Rest::ChunkLine { is_first: true },
            Some(length) => Rest::Counted(length),
            None => Rest::UntilEnd,
        };
        Self { stream, buffer, rest }
    }

    /// The next part; none at the end.
    pub(super) async fn next(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            match self.rest {
                Rest::Ended | Rest::Counted(0) => return Ok(None),
                Rest::Chunk(0) => self.rest = Rest::ChunkLine { is_first: false },
                Rest::ChunkLine { is_first } => self.begin_chunk(is_first).await?,
                Rest::UntilEnd => {
                    if self.buffer.is_empty() && !self.fill().await? {
                        self.rest = Rest::Ended;
                        return Ok(None);
                    }
                    return Ok(Some(Bytes::from(std::mem::take(&mut self.buffer))));
                }
                Rest::Counted(left) => {
                    let part = self.part(left).await?;
                    self.rest = Rest::Counted(left - part.len() as u64);
                    return Ok(Some(part));
                }
                Rest::Chunk(left) => {
                    let part = self.part(left).await?;
                    self.rest = Rest::Chunk(left - part.len() as u64);
                    return Ok(Some(part));
                }
            }
        }
    }

    /// What it begins with: as much as `is_enough`, at least, or all of it.
    pub(super) async fn beginning(
        &mut self,
        is_enough: impl Fn(&[u8]) -> bool,
    ) -> io::Result<Vec<u8>> {
        let mut begun = Vec::new();
        while !is_enough(&begun)
            && let Some(part) = self.next().await?
        {
            begun.extend_from_slice(&part);
        }
        Ok(begun)
    }

    async fn begin_chunk(&mut self, is_first: bool) -> io::Result<()> {
        let malformed = || io::Error::other("a chunk of its answer is malformed");
        if !is_first && !self.line().await?.is_empty() {
            return Err(malformed());
        }
        let line = self.line().await?;
        let size = line.split(|&byte| byte == b';').next().unwrap_or_default();
        let size = std::str::from_utf8(size).map_err(|_| malformed())?.trim();
        let size = u64::from_str_radix(size, 16).map_err(|_| malformed())?;
        // What may follow the last chunk says nothing about the body.
        self.rest = if size == 0 { Rest::Ended } else { Rest::Chunk(size) };
        Ok(())
    }

    /// The next line, without its end.
    async fn line(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") {
                let mut line: Vec<u8> = self.buffer.drain(..end + 2).collect();
                line.truncate(end);
                return Ok(line);
            }
            if self.buffer.len() > LONGEST_LINE || !self.fill().await? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Some bytes, at most `left`.
    async fn part(&mut self, left: u64) -> io::Result<Bytes> {
        if self.buffer.is_empty() && !self.fill().await? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let count = usize::try_from(left).unwrap_or(usize::MAX).min(self.buffer.len());
        let rest = self.buffer.split_off(count);
        Ok(Bytes::from(std::mem::replace(&mut self.buffer, rest)))
    }

    async fn fill(&mut self) -> io::Result<bool> {
        self.buffer.reserve(PORTION);
        Ok(self.stream.read_buf(&mut self.buffer).await? > 0)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::http::header::HeaderMap;

    use super::*;

    async fn read(text: &str, length: Option<u64>, is_chunked: bool) -> io::Result<Vec<u8>> {
        let status = StatusCode::OK;
        let answer = Answer { status, headers: HeaderMap::new(), is_chunked, length };
        let (first, rest) = text.as_bytes().split_at(text.len() / 2);
        let mut body = Body::new(rest, first.to_vec(), &answer);
        body.beginning(|_| false).await
    }

    #[actix_web::test]
    async fn bodies_end_where_they_say() {
        assert_eq!(read("hello", Some(5), false).await.unwrap(), b"hello");
        assert_eq!(read("hello, world", Some(5), false).await.unwrap(), b"hello");
        assert_eq!(read("hello", None, false).await.unwrap(), b"hello");
        let chunks = "2\r\nhe\r\nA;x=y\r\nllo, world\r\n0\r\n\r\n";
        assert_eq!(read(chunks, Some(3), true).await.unwrap(), b"hello, world");
        assert_eq!(read("", None, false).await.unwrap(), b"");
    }

    #[actix_web::test]
    async fn a_body_that_is_cut_off_is_an_error() {
        assert!(read("hell", Some(5), false).await.is_err());
        for wrong in ["", "5\r\nhel", "zz\r\n", "1\r\nab\r\n", "ffffffffffffffffff\r\n", "-1\r\n"] {
            assert!(read(wrong, None, true).await.is_err(), "{wrong:?}");
        }
    }
}
