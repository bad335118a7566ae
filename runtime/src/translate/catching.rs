//! Who catches what is thrown in translated code.

use std::ops::Range;

use super::exceptions::Handlers;
use super::instruction::Label;
use crate::error::Error;
use crate::interpreter::PinnedSlots;

/// The blocks of a function that catch exceptions.
#[derive(Debug)]
pub(crate) struct Catching {
    /// The bytes of code at which the innermost such block changes, and to which; in order.
    stretches: Box<[(u32, Option<u32>)]>,
    tries: Box<[Try]>,
    catches: Box<[Catch]>,
    /// The slots of the function's pinned locals.
    pub(crate) pins: PinnedSlots,
}

/// A block that catches.
#[derive(Debug)]
struct Try {
    /// Which clauses it has.
    catches: Range<u32>,
    /// The block to try next.
    outer: Option<u32>,
}

/// A clause: where control goes on, and what it expects where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Catch {
    /// The offset of the tag in the context; `None` stands for any tag.
    pub(crate) tag: Option<u32>,
    /// The byte of the function's code at which control goes on.
    pub(crate) target: u32,
    /// The first slot of the payload, if the tag is known.
    pub(crate) payload: u32,
    /// The slot of a reference to the exception, if that is asked for.
    pub(crate) reference: Option<u32>,
    /// What going there costs.
    pub(crate) cost: u32,
}

impl Catching {
    /// The clauses that what is thrown at `offset` bytes of the code meets in this function,
    /// innermost first.
    pub(crate) fn clauses(&self, offset: usize) -> impl Iterator<Item = &Catch> {
        let next = self.stretches.partition_point(|&(start, _)| start as usize <= offset);
        let innermost = next.checked_sub(1).and_then(|index| self.stretches[index].1);
        let blocks = std::iter::successors(innermost, |&block| self.tries[block as usize].outer);
        blocks.flat_map(|block| {
            let Range { start, end } = self.tries[block as usize].catches;
            &self.catches[start as usize..end as usize]
        })
    }

    /// The blocks that the translation found, with instructions and labels made bytes of code;
    /// `None` if there are none.
    pub(super) fn new(
        handlers: &Handlers,
        pins: PinnedSlots,
        start: impl Fn(usize) -> Option<u32>,
        place: impl Fn(Label) -> Option<u32>,
        cost: impl Fn(Label) -> u32,
    ) -> Result<Option<Self>, Error> {
        if handlers.tries.is_empty() {
            return Ok(None);
        }
        let nowhere = || Error::internal("a clause leads to a label that was never placed");
        let stretches = handlers.stretches.iter();
        let stretches = stretches.map(|&(index, block)| Some((start(index)?, block)));
        let (mut tries, mut catches) = (Vec::new(), Vec::new());
        for block in &handlers.tries {
            let first = catches.len() as u32;
            for catch in &block.catches {
                catches.push(Catch {
                    tag: catch.tag,
                    target: place(catch.label).ok_or_else(nowhere)?,
                    payload: catch.payload.start,
                    reference: catch.reference,
                    cost: cost(catch.label),
                });
            }
            tries.push(Try { catches: first..catches.len() as u32, outer: block.outer });
        }
        let stretches = stretches.collect::<Option<_>>().ok_or_else(nowhere)?;
        Ok(Some(Self { stretches, tries: tries.into(), catches: catches.into(), pins }))
    }
}
