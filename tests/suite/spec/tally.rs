//! Counting assertions.

use std::{collections::BTreeMap, fmt};

/// How many directives of each kind were met, and how many of them held.
#[derive(Default, Debug)]
pub(crate) struct Tally {
    kinds: BTreeMap<&'static str, Count>,
    excused: usize,
}

#[derive(Default, Debug, Clone, Copy)]
struct Count {
    held: usize,
    all: usize,
}

impl Tally {
    /// Counts a directive.
    pub(crate) fn count(&mut self, kind: &'static str, held: bool) {
        let count = self.kinds.entry(kind).or_default();
        count.all += 1;
        count.held += usize::from(held);
    }

    /// Adds the counts of a file, with so many of its failures expected.
    pub(crate) fn add(&mut self, other: &Self, excused: usize) {
        for (kind, count) in &other.kinds {
            let sum = self.kinds.entry(kind).or_default();
            sum.held += count.held;
            sum.all += count.all;
        }
        self.excused += excused;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sum = Count::default();
        writeln!(f, "directives that held:")?;
        for (kind, count) in &self.kinds {
            writeln!(f, "  {kind:<40} {:>6} of {:>6}", count.held, count.all)?;
            sum.held += count.held;
            sum.all += count.all;
        }
        writeln!(f, "  {:<40} {:>6} of {:>6}", "all", sum.held, sum.all)?;
        write!(f, "failures that were expected: {}", self.excused)
    }
}
