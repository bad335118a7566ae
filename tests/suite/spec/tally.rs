//! Counting directives, by their kind and by their suite.

use std::{collections::BTreeMap, fmt};

/// How many directives were met, and how many of them held.
#[derive(Default, Debug)]
pub(crate) struct Tally {
    kinds: BTreeMap<&'static str, Count>,
    suites: BTreeMap<String, SuiteCount>,
}

#[derive(Default, Debug, Clone, Copy)]
struct Count {
    held: usize,
    all: usize,
}

#[derive(Default, Debug)]
struct SuiteCount {
    files: usize,
    directives: Count,
    expected_failures: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.held += other.held;
        self.all += other.all;
    }
}

impl Tally {
    /// Counts a directive.
    pub(crate) fn count(&mut self, kind: &'static str, held: bool) {
        self.kinds.entry(kind).or_default().add(Count { held: usize::from(held), all: 1 });
    }

    /// Adds the counts of one file of a suite, with so many of its failures expected.
    pub(crate) fn add_file(&mut self, suite: &str, file: &Self, expected_failures: usize) {
        let suite = self.suites.entry(suite.into()).or_default();
        suite.files += 1;
        suite.expected_failures += expected_failures;
        for (kind, &count) in &file.kinds {
            self.kinds.entry(kind).or_default().add(count);
            suite.directives.add(count);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sum = Count::default();
        writeln!(f, "directives that held, by kind:")?;
        for (kind, &count) in &self.kinds {
            writeln!(f, "  {kind:<40} {count}")?;
            sum.add(count);
        }
        writeln!(f, "  {:<40} {sum}", "all")?;
        writeln!(f, "by suite:")?;
        for (name, suite) in &self.suites {
            let SuiteCount { files, directives, expected_failures } = suite;
            writeln!(
                f,
                "  {name:<40} {directives}, {files} files, {expected_failures} expected failures"
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>6} of {:>6}", self.held, self.all)
    }
}
