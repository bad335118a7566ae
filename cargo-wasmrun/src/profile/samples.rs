//! Which functions were running, and when: the same stack is kept once.

use std::collections::HashMap;
use std::time::Duration;

/// Samples of one guest, in the order of their times.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    functions: Vec<String>,
    function_indices: HashMap<String, usize>,
    stacks: Vec<Stack>,
    stack_indices: HashMap<Stack, usize>,
    moments: Vec<Sample>,
}

/// A function and those who called it, as a node of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stack {
    /// The callers; `None` for the outermost function. It has a lower index than the stack itself.
    pub caller: Option<usize>,
    /// The function, by its index.
    pub function: usize,
}

#[derive(Clone, Copy, Debug)]
struct Sample {
    /// Since the beginning.
    time: Duration,
    stack: usize,
}

impl Samples {
    /// Notes which functions, outermost first, were running at `time`, which is not before that of
    /// the last sample. No functions at all are no sample.
    pub fn push<'a>(&mut self, time: Duration, functions: impl IntoIterator<Item = &'a str>) {
        let mut caller = None;
        for name in functions {
            let stack = Stack { caller, function: self.function(name) };
            let next = self.stacks.len();
            let index = *self.stack_indices.entry(stack).or_insert(next);
            if index == next {
                self.stacks.push(stack);
            }
            caller = Some(index);
        }
        if let Some(stack) = caller {
            self.moments.push(Sample { time, stack });
        }
    }

    fn function(&mut self, name: &str) -> usize {
        if let Some(index) = self.function_indices.get(name) {
            return *index;
        }
        let index = self.functions.len();
        self.functions.push(name.to_owned());
        self.function_indices.insert(name.to_owned(), index);
        index
    }

    /// The names of the functions, by their indices.
    pub fn functions(&self) -> &[String] {
        &self.functions
    }

    /// The stacks, callers before callees.
    pub fn stacks(&self) -> &[Stack] {
        &self.stacks
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.moments.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.moments.is_empty()
    }

    /// Each sample as the time since the sample before it, which counts as spent there, and its
    /// stack.
    pub fn weighted(&self) -> impl Iterator<Item = (Duration, usize)> {
        let mut last = Duration::ZERO;
        self.moments.iter().map(move |sample| {
            let weight = sample.time.saturating_sub(std::mem::replace(&mut last, sample.time));
            (weight, sample.stack)
        })
    }

    /// The time until the last sample.
    pub fn duration(&self) -> Duration {
        self.moments.last().map(|sample| sample.time).unwrap_or_default()
    }

    /// The functions of a stack, outermost first.
    pub fn functions_of(&self, stack: usize) -> Vec<usize> {
        let mut functions: Vec<usize> =
            std::iter::successors(Some(stack), |&stack| self.stacks[stack].caller)
                .map(|stack| self.stacks[stack].function)
                .collect();
        functions.reverse();
        functions
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// `main` alone, then twice in `draw`, once in a function with a name that needs quotes.
    pub(in crate::profile) fn example() -> Samples {
        let mut samples = Samples::default();
        let stacks: [&[&str]; 4] =
            [&["main"], &["main", "draw"], &["main", "draw"], &["main", "less<\"a\" & b>"]];
        for (index, stack) in stacks.iter().enumerate() {
            let time = Duration::from_millis(index as u64 + 1);
            samples.push(time, stack.iter().copied());
        }
        samples
    }

    #[test]
    fn stacks_and_functions_are_kept_once() {
        let samples = example();
        assert_eq!(samples.functions(), ["main", "draw", "less<\"a\" & b>"]);
        assert_eq!(samples.stacks().len(), 3);
        assert_eq!(samples.functions_of(1), [0, 1]);
        assert_eq!(samples.duration(), Duration::from_millis(4));
        let weights: Duration = samples.weighted().map(|(weight, _)| weight).sum();
        assert_eq!(weights, samples.duration());
    }

    #[test]
    fn nothing_that_runs_is_no_sample() {
        let mut samples = Samples::default();
        samples.push(Duration::ZERO, []);
        assert!(samples.is_empty());
    }
}
