//! The blocks of a heap: which are used for what, and where objects begin in them.

use super::object::ObjectRef;
use super::size_class::{self, COUNT, LARGEST, SIZES};
use crate::vm::mapping::{Mapping, PAGE};

/// The size of a block in bytes.
pub(super) const BLOCK: usize = PAGE;
/// A bit stands for so many bytes, of which only the first can be where an object begins.
const GRANULE: usize = 8;
/// The words of a bitmap that belong to a block.
const WORDS: usize = BLOCK / GRANULE / u64::BITS as usize;
/// References are greater than this where the limit of the heap permits, so that few integers look
/// like one: most are small, or negative and small.
const FIRST: usize = 1 << 31;
/// There are so many numbers that may be references.
const MOST_REFERENCES: usize = 1 << 32;
/// Blocks are made usable so many at a time.
const STEP: usize = 16;

/// What a block is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Free,
    /// Objects of this class of sizes.
    Small(u8),
    /// The first of so many blocks of one object.
    Large(u32),
    /// One of the others. The first block of a heap is one too, so that no reference is 0.
    Taken,
}

/// Where the next object of a class may go.
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    next: u32,
    /// Behind the last place in the block.
    end: u32,
}

/// The blocks of a heap.
#[derive(Debug)]
pub(super) struct Blocks {
    mapping: Mapping,
    /// The reference to the first byte.
    first: u32,
    /// The blocks that have ever been used.
    uses: Vec<Use>,
    /// The most blocks there may be.
    most: usize,
    /// Where objects begin.
    begins: Vec<u64>,
    /// Where those begin that have been reached.
    reached: Vec<u64>,
    cursors: [Cursor; COUNT],
    /// By class, the blocks in which there is room since garbage was collected.
    open: [Vec<u32>; COUNT],
    /// No block before this one is free.
    first_free: usize,
    /// What has been handed out since garbage was collected, in bytes, by whole blocks.
    handed_out: usize,
}

/// What is left in use once garbage has been collected, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Swept {
    pub(super) live: usize,
}

impl Blocks {
    /// No blocks yet, and room for `limit` bytes in `mapping`, none of which is usable yet.
    pub(super) fn new(mapping: Mapping, limit: usize) -> Self {
        let most = (limit / BLOCK + 1).min(mapping.reserved() / BLOCK);
        let first = FIRST.min(MOST_REFERENCES - most * BLOCK) as u32;
        Self {
            mapping,
            first,
            uses: Vec::new(),
            most,
            begins: Vec::new(),
            reached: Vec::new(),
            cursors: [Cursor::default(); COUNT],
            open: [const { Vec::new() }; COUNT],
            first_free: 1,
            handed_out: 0,
        }
    }

    /// The address that references count from. (What lies there is none of the heap's.)
    pub(super) fn base(&self) -> *mut u8 {
        self.mapping.base().wrapping_sub(self.first as usize)
    }

    /// What the blocks may hold together, in bytes.
    pub(super) fn capacity(&self) -> usize {
        self.most.saturating_sub(1) * BLOCK
    }

    /// Room for an object of `size` bytes; `None` if there is none within `budget`, in bytes handed
    /// out since garbage was collected.
    #[inline]
    pub(super) fn take(&mut self, size: usize, budget: usize) -> Option<ObjectRef> {
        if size > LARGEST {
            return self.take_large(size, budget);
        }
        let class = size_class::class_of(size);
        loop {
            let Cursor { next, end } = self.cursors[class];
            if next >= end {
                self.open_block(class, budget)?;
                continue;
            }
            self.cursors[class].next = next + SIZES[class];
            let (word, bit) = place(next);
            if self.begins[word] & bit == 0 {
                self.begins[word] |= bit;
                return ObjectRef::at(self.first + next);
            }
        }
    }

    /// Moves the cursor of a class to another block.
    #[cold]
    fn open_block(&mut self, class: usize, budget: usize) -> Option<()> {
        let (block, room) = match self.open[class].pop() {
            Some(block) => (block as usize, BLOCK - self.occupied(block as usize, class)),
            None => (self.take_blocks(1, budget)?, BLOCK),
        };
        self.uses[block] = Use::Small(class as u8);
        self.handed_out += room;
        let (start, size) = ((block * BLOCK) as u32, SIZES[class]);
        // Only whole objects.
        self.cursors[class] = Cursor { next: start, end: start + BLOCK as u32 / size * size };
        Some(())
    }

    #[cold]
    fn take_large(&mut self, size: usize, budget: usize) -> Option<ObjectRef> {
        let count = size.div_ceil(BLOCK);
        let block = self.take_blocks(count, budget)?;
        self.uses[block] = Use::Large(count as u32);
        self.uses[block + 1..block + count].fill(Use::Taken);
        self.handed_out += count * BLOCK;
        let offset = (block * BLOCK) as u32;
        let (word, bit) = place(offset);
        self.begins[word] |= bit;
        ObjectRef::at(self.first + offset)
    }

    /// Finds free blocks, one behind the other, and returns the first.
    fn take_blocks(&mut self, count: usize, budget: usize) -> Option<usize> {
        if count.checked_mul(BLOCK)?.checked_add(self.handed_out)? > budget {
            return None;
        }
        while self.uses.get(self.first_free).is_some_and(|&used| used != Use::Free) {
            self.first_free += 1;
        }
        let mut start = self.first_free;
        loop {
            let end = start.checked_add(count).filter(|&end| end <= self.most)?;
            // Whatever lies beyond those that have been used is free.
            let known = self.uses.get(start..end.min(self.uses.len())).unwrap_or_default();
            let Some(used) = known.iter().rposition(|&used| used != Use::Free) else {
                self.provide(end)?;
                return Some(start);
            };
            start += used + 1;
        }
    }

    /// Makes at least `count` blocks usable.
    fn provide(&mut self, count: usize) -> Option<()> {
        if count <= self.uses.len() {
            return Some(());
        }
        let wanted = count.next_multiple_of(STEP).min(self.most);
        let new = wanted - self.uses.len();
        self.uses.try_reserve(new).ok()?;
        self.begins.try_reserve(new * WORDS).ok()?;
        self.reached.try_reserve(new * WORDS).ok()?;
        if !self.mapping.commit(wanted * BLOCK) {
            return None;
        }
        if self.uses.is_empty() {
            self.uses.push(Use::Taken);
        }
        self.uses.resize(wanted, Use::Free);
        self.begins.resize(wanted * WORDS, 0);
        self.reached.resize(wanted * WORDS, 0);
        Some(())
    }

    /// Whether an object begins there.
    pub(super) fn is_object(&self, reference: ObjectRef) -> bool {
        let Some(offset) = reference.number().checked_sub(self.first) else { return false };
        let (word, bit) = place(offset);
        offset.is_multiple_of(GRANULE as u32)
            && self.begins.get(word).is_some_and(|begins| begins & bit != 0)
    }

    /// Notes that an object has been reached; false if that was known.
    #[inline]
    pub(super) fn reach(&mut self, reference: ObjectRef) -> bool {
        debug_assert!(self.is_object(reference), "{reference:?} refers to no object");
        let (word, bit) = place(reference.number() - self.first);
        let is_new = self.reached[word] & bit == 0;
        self.reached[word] |= bit;
        is_new
    }

    /// Whether an object has been reached.
    pub(super) fn is_reached(&self, reference: ObjectRef) -> bool {
        let (word, bit) = place(reference.number() - self.first);
        self.reached[word] & bit != 0
    }

    /// Forgets what has been reached.
    pub(super) fn forget_reached(&mut self) {
        self.reached.fill(0);
    }

    /// Frees all objects that have not been reached.
    pub(super) fn sweep(&mut self) -> Swept {
        std::mem::swap(&mut self.begins, &mut self.reached);
        self.cursors = [Cursor::default(); COUNT];
        self.open.iter_mut().for_each(Vec::clear);
        self.handed_out = 0;
        self.first_free = 1;
        let mut live = 0;
        // From the end, so that the lowest blocks are filled first.
        for block in (1..self.uses.len()).rev() {
            match self.uses[block] {
                Use::Small(class) => {
                    let class = usize::from(class);
                    let occupied = self.occupied(block, class);
                    live += occupied;
                    if occupied == 0 {
                        self.uses[block] = Use::Free;
                    } else if occupied + SIZES[class] as usize <= BLOCK {
                        self.open[class].push(block as u32);
                    }
                }
                Use::Large(count) => {
                    let count = count as usize;
                    if self.begins[block * WORDS] & 1 == 0 {
                        self.uses[block..block + count].fill(Use::Free);
                    } else {
                        live += count * BLOCK;
                    }
                }
                Use::Free | Use::Taken => {}
            }
        }
        Swept { live }
    }

    /// What the objects in a block take, in bytes.
    fn occupied(&self, block: usize, class: usize) -> usize {
        let begins = &self.begins[block * WORDS..(block + 1) * WORDS];
        let objects: u32 = begins.iter().map(|word| word.count_ones()).sum();
        objects as usize * SIZES[class] as usize
    }
}

/// The word of a bitmap, and the bit there, for what begins at this byte.
#[inline]
fn place(offset: u32) -> (usize, u64) {
    let granule = offset as usize / GRANULE;
    (granule / u64::BITS as usize, 1 << (granule % u64::BITS as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(limit: usize) -> Blocks {
        Blocks::new(Mapping::reserve(64 * BLOCK).unwrap(), limit)
    }

    #[test]
    fn objects_do_not_overlap_and_are_known() {
        let mut blocks = blocks(64 * BLOCK);
        let mut end = blocks.first + BLOCK as u32;
        for _ in 0..2 * BLOCK / 24 {
            let object = blocks.take(20, usize::MAX).unwrap();
            assert!(object.number() >= end);
            end = object.number() + 24;
            assert!(end.is_multiple_of(8) && blocks.is_object(object));
            assert!(!blocks.is_object(ObjectRef::at(object.number() + 8).unwrap()));
        }
        assert_eq!(blocks.handed_out, 3 * BLOCK);
    }

    #[test]
    fn what_was_not_reached_is_room_for_others() {
        let mut blocks = blocks(4 * BLOCK);
        let count = BLOCK / 4096;
        let all: Vec<_> = (0..4 * count).map(|_| blocks.take(4096, usize::MAX).unwrap()).collect();
        assert_eq!(blocks.take(4096, usize::MAX), None);
        blocks.forget_reached();
        assert!(blocks.reach(all[3]) && !blocks.reach(all[3]));
        assert_eq!(blocks.sweep(), Swept { live: 4096 });
        assert!(blocks.is_object(all[3]) && !blocks.is_object(all[4]));
        for _ in 1..4 * count {
            assert_ne!(blocks.take(4096, usize::MAX).unwrap(), all[3]);
        }
        assert_eq!(blocks.take(4096, usize::MAX), None);
    }

    #[test]
    fn large_objects_take_blocks_of_their_own() {
        let mut blocks = blocks(8 * BLOCK);
        let large = blocks.take(2 * BLOCK + 1, usize::MAX).unwrap();
        let small = blocks.take(16, usize::MAX).unwrap();
        let other = blocks.take(4 * BLOCK, usize::MAX).unwrap();
        assert_eq!(blocks.take(BLOCK, usize::MAX), None);
        blocks.forget_reached();
        blocks.reach(small);
        blocks.reach(other);
        assert_eq!(blocks.sweep().live, 4 * BLOCK + 16);
        assert_eq!(blocks.take(4 * BLOCK, usize::MAX), None, "three are free");
        assert_eq!(blocks.take(3 * BLOCK, usize::MAX), Some(large));
    }

    #[test]
    fn the_budget_counts_blocks() {
        let mut blocks = blocks(8 * BLOCK);
        assert!(blocks.take(16, BLOCK).is_some());
        assert!(blocks.take(40_000, BLOCK).is_none());
        assert!(blocks.take(40_000, 2 * BLOCK).is_some());
        assert!(blocks.take(16, BLOCK).is_some(), "there is room in the first block");
    }
}
