//! Room for the code of a module's functions.
//!
//! That of a large module lies in few large pieces, for which the system is asked for large pages: code is written once
//! and read from everywhere, so that it is faults and the look-ups of addresses that take time.

use std::{
    ops::Range,
    slice,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{mapping::Mapping, prefer_huge_pages};

/// So many bytes of functions a module has whose code lies in pieces.
const LARGE: usize = 1 << 20;

/// How many words a piece has; those that are not used take no memory.
const PIECE: usize = (8 << 20) / size_of::<u64>();

/// What takes more words is in no piece.
const MOST_SHARED: usize = PIECE / 8;

/// The size of a large page, if the system has such.
const LARGE_PAGE: usize = 2 << 20;

/// Room for the code of a module's functions.
#[derive(Debug, Default)]
pub(crate) struct CodeRoom {
    /// The piece that is being filled; `None` if the module is not large.
    present: Option<Mutex<Piece>>,
}

/// A piece, and which words of it are still free.
#[derive(Debug, Default)]
struct Piece {
    words: Option<Arc<Words>>,
    free: Range<usize>,
}

/// The words of a piece.
#[derive(Debug)]
struct Words(Mapping);

/// Words of code, which stay where they are. Atomic, as calls are linked when their functions have been translated.
#[derive(Debug)]
pub(crate) struct CodeWords(Place);

#[derive(Debug)]
enum Place {
    Own(Box<[AtomicU64]>),
    Shared(Arc<Words>, Range<usize>),
}

impl CodeRoom {
    /// Room for the code of functions that take so many bytes in their module.
    pub(crate) fn for_functions_of(bytes: usize) -> Self {
        Self { present: (bytes >= LARGE).then(Mutex::default) }
    }

    /// Keeps the words of some code.
    pub(crate) fn keep(&self, words: impl ExactSizeIterator<Item = u64>) -> CodeWords {
        let Some((piece, range)) = self.take(words.len()) else {
            return CodeWords(Place::Own(words.map(AtomicU64::new).collect()));
        };
        for (place, word) in piece.as_slice()[range.clone()].iter().zip(words) {
            // Whoever else comes to know of the code does so by what is synchronised.
            place.store(word, Ordering::Relaxed);
        }
        CodeWords(Place::Shared(piece, range))
    }

    /// Takes so many words of a piece, if they are to be in one.
    fn take(&self, count: usize) -> Option<(Arc<Words>, Range<usize>)> {
        let present = self.present.as_ref().filter(|_| count <= MOST_SHARED)?;
        // Nothing in this file panics halfway through a change.
        let mut piece = present.lock().unwrap_or_else(PoisonError::into_inner);
        if piece.free.len() < count {
            *piece = Piece::new()?;
        }
        let start = piece.free.start;
        piece.free.start += count;
        Some((Arc::clone(piece.words.as_ref()?), start..start + count))
    }
}

impl Piece {
    /// A new one, all of whose words are free; `None` if there is no address space for it.
    fn new() -> Option<Self> {
        let mut mapping = Mapping::reserve(PIECE * size_of::<u64>())?;
        if !mapping.commit(PIECE * size_of::<u64>()) {
            return None;
        }
        prefer_huge_pages(mapping.base(), PIECE * size_of::<u64>());
        let first = mapping.base().align_offset(LARGE_PAGE) / size_of::<u64>();
        Some(Self { words: Some(Arc::new(Words(mapping))), free: first.min(PIECE / 2)..PIECE })
    }
}

impl Words {
    fn as_slice(&self) -> &[AtomicU64] {
        // SAFETY: so many words have been committed, zero at first, in a mapping that is aligned to pages and lives as
        // long as this; nobody writes to them but as to atomic words.
        unsafe { slice::from_raw_parts(self.0.base().cast(), PIECE) }
    }
}

impl CodeWords {
    pub(crate) fn as_slice(&self) -> &[AtomicU64] {
        match &self.0 {
            Place::Own(words) => words,
            Place::Shared(piece, range) => &piece.as_slice()[range.clone()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(words: &CodeWords) -> Vec<u64> {
        words.as_slice().iter().map(|word| word.load(Ordering::Relaxed)).collect()
    }

    #[test]
    fn code_stays_what_it_is() {
        for bytes in [0, LARGE] {
            let room = CodeRoom::for_functions_of(bytes);
            let lengths = [1, 3, MOST_SHARED, 0, MOST_SHARED + 1, PIECE, 5];
            let lengths = lengths.into_iter().chain([MOST_SHARED; 20]);
            let code = |length: usize| (0..length).map(move |word| (length ^ word) as u64);
            let kept: Vec<_> = lengths.map(|length| (length, room.keep(code(length)))).collect();
            drop(room);
            for (length, words) in &kept {
                assert!(values(words).into_iter().eq(code(*length)));
            }
        }
    }
}
