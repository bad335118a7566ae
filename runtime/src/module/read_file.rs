//! Reads the file of a large module with several threads.

use std::{
    fs::File,
    io::{self, Seek as _},
};

use super::ModuleBinary;

#[cfg(unix)]
mod outline;
#[cfg(unix)]
mod shared;

impl ModuleBinary {
    /// How many bytes a piece has that [`ModuleBinary::read_file`] tells of. A power of two, so that it is a branch in
    /// the tree of a hash that has one, and little enough to stay in a processor's nearer caches.
    pub const PIECE: usize = 256 << 10;

    /// As [`ModuleBinary::read_seekable`], by several threads if there is much to read. `look` is told of each piece
    /// that is kept, and how many come before it, as soon as it is there, by the thread that has read it. All pieces have
    /// [`ModuleBinary::PIECE`] bytes, but for the last one, and they come in no order.
    ///
    /// # Errors
    /// As [`ModuleBinary::read`]; and if the file becomes shorter meanwhile.
    pub fn read_file(file: &File, look: impl Fn(usize, &[u8]) + Sync) -> io::Result<Self> {
        #[cfg(unix)]
        if let Some(binary) = shared::read(file, &look)? {
            return Ok(binary);
        }
        let mut file = file;
        file.rewind()?;
        let binary = Self::read_seekable(file, file.metadata()?.len())?;
        for (index, piece) in binary.as_bytes().chunks(Self::PIECE).enumerate() {
            look(index, piece);
        }
        Ok(binary)
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Write as _, sync::Mutex};

    use super::*;

    const PIECE: usize = ModuleBinary::PIECE;
    /// A module may be nothing but these bytes.
    const HEADER: usize = 8;

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let length = [length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8];
        [&[id], &length[..], content].concat()
    }

    /// A file of sections that are kept and left out in turn, some of them too large for one piece.
    fn module() -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (id, length) in [(1, 5), (10, 3 * PIECE), (11, 90_000), (12, 2), (11, 2 * PIECE)] {
            let content: Vec<u8> = (0..length).map(|index| (index % 251) as u8).collect();
            module.extend(section(0, &[b"\x06.debug", &content[..]].concat()));
            module.extend(section(id, &content));
        }
        module.extend(section(0, &[&b"\x04name"[..], "7".repeat(70_000).as_bytes()].concat()));
        module
    }

    /// Reads a file with this content, and checks that it was told of all that is kept. The file's cursor is at its end.
    fn read(content: &[u8], is_whole: bool) -> ModuleBinary {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        #[cfg(unix)]
        {
            let is_shared = shared::read(&file, &|_, _: &[u8]| ()).unwrap().is_some();
            assert_eq!(is_shared, is_whole, "{} bytes", content.len());
        }
        let pieces = Mutex::new(Vec::new());
        let look = |index, piece: &[u8]| pieces.lock().unwrap().push((index, piece.to_vec()));
        let binary = ModuleBinary::read_file(&file, look).unwrap();
        let mut pieces = pieces.into_inner().unwrap();
        pieces.sort();
        let expected = binary.as_bytes().chunks(PIECE).map(<[u8]>::to_vec).enumerate();
        assert_eq!(pieces, expected.collect::<Vec<_>>());
        binary
    }

    #[test]
    fn several_threads_read_what_one_reads() {
        let module = module();
        let end = module.len();
        let cuts = [end, end - 1, end - 100_000, end / 2, 100_000, 40, HEADER, 3, 0];
        for content in cuts.map(|length| &module[..length]) {
            let expected = ModuleBinary::read(content).unwrap();
            let is_whole = [end, HEADER].contains(&content.len());
            let binary = read(content, is_whole);
            assert!(binary.as_bytes() == expected.as_bytes(), "{} bytes", content.len());
            for offset in (0..binary.as_bytes().len() as u64).step_by(997) {
                let original = (binary.original_offset(offset), expected.original_offset(offset));
                assert_eq!(original.0, original.1, "{} bytes, at {offset}", content.len());
            }
        }
    }

    #[test]
    fn what_is_broken_is_read_by_one_thread() {
        let module = module();
        let unending_length = [&module[..HEADER], &[1, 0xff, 0xff, 0xff, 0xff, 0xff]].concat();
        let long_name = [&module[..HEADER], &[0, 2, 9, b'x']].concat();
        for beginning in [b"\x89PNG\r\n\x1a\n".to_vec(), unending_length, long_name] {
            let content = [&beginning[..], &module[HEADER..]].concat();
            assert!(read(&content, false).as_bytes() == content, "{beginning:?}");
        }
    }
}
