//! The hash of a module, of as much as is kept of it.
//!
//! BLAKE3 is cryptographic, as it must be where somebody could profit from two modules with the same hash, and the fastest of its
//! kind: it takes about 2 ms for the 13 MB of CPython where SHA-256 takes 7 ms, with the instructions that processors have
//! for each. And it is the hash of a tree, whose branches several threads can hash at once.

use std::{num::NonZero, panic, thread};

use blake3::hazmat::{
    ChainingValue, HasherExt as _, Mode, left_subtree_len, merge_subtrees_non_root,
    merge_subtrees_root,
};

/// Fewer bytes than this take a thread about as long to hash as to start.
const WORTH_SHARING: usize = 1 << 20;

/// What tells a module's content from every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        if threads == 1 || bytes.len() < WORTH_SHARING {
            return Self(blake3::hash(bytes).into());
        }
        let (left, right) = Subtree { bytes, offset: 0 }.halves(threads);
        Self(merge_subtrees_root(&left, &right, Mode::Hash).into())
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A part of the bytes that is a branch of the tree.
#[derive(Clone, Copy)]
struct Subtree<'a> {
    bytes: &'a [u8],
    /// How many bytes come before it.
    offset: u64,
}

impl Subtree<'_> {
    /// Its value, by so many threads.
    fn value(self, threads: usize) -> ChainingValue {
        if threads > 1 && self.bytes.len() >= WORTH_SHARING {
            let (left, right) = self.halves(threads);
            return merge_subtrees_non_root(&left, &right, Mode::Hash);
        }
        let mut hasher = blake3::Hasher::new();
        hasher.set_input_offset(self.offset).update(self.bytes).finalize_non_root()
    }

    /// The values of its two halves, of which another thread takes the first, if it can be had.
    fn halves(self, threads: usize) -> (ChainingValue, ChainingValue) {
        let middle = left_subtree_len(self.bytes.len() as u64);
        let (left, right) = self.bytes.split_at(middle as usize);
        let left = Self { bytes: left, ..self };
        let right = Self { bytes: right, offset: self.offset + middle };
        thread::scope(|scope| {
            let other =
                thread::Builder::new().spawn_scoped(scope, || left.value(threads.div_ceil(2)));
            let right = right.value(threads / 2);
            let left = match other.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(left)) => left,
                Ok(Err(panic)) => panic::resume_unwind(panic),
                Err(_) => left.value(1),
            };
            (left, right)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_threads_make_the_hash_that_one_makes() {
        let bytes: Vec<u8> = (0..5 << 20).map(|index: u32| (index % 251) as u8).collect();
        for length in [0, 1, WORTH_SHARING - 1, WORTH_SHARING, WORTH_SHARING + 1, 3 << 20, 5 << 20]
        {
            let bytes = &bytes[..length];
            let expected = <[u8; 32]>::from(blake3::hash(bytes));
            assert_eq!(*ContentHash::of(bytes).as_bytes(), expected, "{length} bytes");
            if length >= WORTH_SHARING {
                for threads in [2, 3, 4, 9] {
                    let (left, right) = Subtree { bytes, offset: 0 }.halves(threads);
                    let hash: [u8; 32] = merge_subtrees_root(&left, &right, Mode::Hash).into();
                    assert_eq!(hash, expected, "{length} bytes, {threads} threads");
                }
            }
        }
    }
}
