//! The hash of a module, of as much as is kept of it.
//!
//! BLAKE3 is cryptographic, as it must be where somebody could profit from two modules with the same hash, and the fastest of its
//! kind: it takes about 2 ms for the 13 MB of CPython where SHA-256 takes 7 ms, with the instructions that processors have
//! for each. And it is the hash of a tree, of which every thread that reads a piece of the module can make a branch.

use std::sync::{Mutex, PoisonError};

use blake3::hazmat::{
    ChainingValue, HasherExt as _, Mode, left_subtree_len, merge_subtrees_non_root,
    merge_subtrees_root,
};
use wasmrun_runtime::ModuleBinary;

/// What tells a module's content from every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContentHash([u8; 32]);

impl ContentHash {
    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The hash of a module while its pieces come, each of [`ModuleBinary::PIECE`] bytes but for the last.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// The values that there are, and where each belongs.
    values: Mutex<Vec<(usize, ChainingValue)>>,
}

impl Pieces {
    /// Adds the piece that has so many before it.
    pub(super) fn add(&self, index: usize, piece: &[u8]) {
        let offset = index as u64 * ModuleBinary::PIECE as u64;
        let mut hasher = blake3::Hasher::new();
        let value = hasher.set_input_offset(offset).update(piece).finalize_non_root();
        self.values.lock().unwrap_or_else(PoisonError::into_inner).push((index, value));
    }

    /// The hash of the whole, which is `bytes`.
    pub(super) fn finish(self, bytes: &[u8]) -> ContentHash {
        // What has no two pieces has no branches either.
        if bytes.len() <= ModuleBinary::PIECE {
            return ContentHash(blake3::hash(bytes).into());
        }
        let mut values = self.values.into_inner().unwrap_or_else(PoisonError::into_inner);
        values.sort_unstable_by_key(|(index, _)| *index);
        let values: Vec<ChainingValue> = values.into_iter().map(|(_, value)| value).collect();
        let (left, right) = halves(&values, bytes.len() as u64);
        ContentHash(merge_subtrees_root(&left, &right, Mode::Hash).into())
    }
}

/// The value of the branch for so many bytes, of whose pieces these are the values.
fn value(values: &[ChainingValue], length: u64) -> ChainingValue {
    if let [value] = values {
        return *value;
    }
    let (left, right) = halves(values, length);
    merge_subtrees_non_root(&left, &right, Mode::Hash)
}

/// The values of its two halves.
fn halves(values: &[ChainingValue], length: u64) -> (ChainingValue, ChainingValue) {
    let left = left_subtree_len(length);
    let middle = left as usize / ModuleBinary::PIECE;
    (value(&values[..middle], left), value(&values[middle..], length - left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_in_any_order_make_the_hash_of_the_whole() {
        const PIECE: usize = ModuleBinary::PIECE;
        let bytes: Vec<u8> = (0..=5 * PIECE).map(|index| (index % 251) as u8).collect();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE - 1, bytes.len()] {
            let bytes = &bytes[..length];
            let pieces = Pieces::default();
            let mut chunks: Vec<_> = bytes.chunks(PIECE).enumerate().collect();
            let middle = chunks.len() / 2;
            chunks.rotate_left(middle);
            for (index, piece) in chunks {
                pieces.add(index, piece);
            }
            let expected = <[u8; 32]>::from(blake3::hash(bytes));
            assert_eq!(*pieces.finish(bytes).as_bytes(), expected, "{length} bytes");
        }
    }
}
