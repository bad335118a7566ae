//! Failures that are expected, kept in a data file with their reasons.

use std::collections::BTreeMap;

use crate::suites::FOLDER;

/// The contents of `expected-failures.txt`.
pub(crate) struct ExpectedFailures {
    /// The lines of each file at which something fails.
    files: BTreeMap<&'static str, Vec<usize>>,
}

/// A directive that did not hold.
pub(crate) struct Failure {
    pub(crate) line: usize,
    pub(crate) message: String,
}

/// What is to be said about a file's failures.
pub(crate) struct Judgement {
    /// How many were expected.
    pub(crate) excused: usize,
    /// Failures that were not expected, and expectations that were not met.
    pub(crate) complaints: Vec<String>,
}

impl ExpectedFailures {
    pub(crate) fn load() -> Self {
        Self::parse(include_str!("expected-failures.txt"))
    }

    /// Each line says `FILE:LINE REASON`; empty lines and comments count nothing.
    fn parse(text: &'static str) -> Self {
        let mut files: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let entries = text.lines().map(str::trim);
        for entry in entries.filter(|entry| !entry.is_empty() && !entry.starts_with('#')) {
            let parts = entry.split_once(' ').and_then(|(place, reason)| {
                let (file, line) = place.split_once(':')?;
                (!reason.trim().is_empty()).then_some((file, line.parse().ok()?))
            });
            let Some((file, line)) = parts else {
                panic!("expected-failures.txt: not `FILE:LINE REASON`: {entry}");
            };
            files.entry(file).or_default().push(line);
        }
        Self { files }
    }

    /// Compares a file's failures with those that are expected.
    pub(crate) fn judge(&self, file: &str, failures: &[Failure]) -> Judgement {
        let expected = self.files.get(file).map_or(&[][..], Vec::as_slice);
        let (excused, surprising): (Vec<_>, Vec<_>) =
            failures.iter().partition(|failure| expected.contains(&failure.line));
        let mut complaints: Vec<_> = surprising
            .iter()
            .map(|failure| format!("{file}:{}: {}", failure.line, failure.message))
            .collect();
        for line in expected {
            if !excused.iter().any(|failure| failure.line == *line) {
                complaints.push(format!(
                    "{file}:{line}: passes, but expected-failures.txt says that it fails"
                ));
            }
        }
        Judgement { excused: excused.len(), complaints }
    }

    /// Complains about expectations for files that are not run; those of the folder that the
    /// environment names may all be absent.
    pub(crate) fn check_files(&self, files: &[String]) -> Result<(), String> {
        let in_folder = |file: &str| file.split('/').next() == Some(FOLDER);
        let has_folder = files.iter().any(|file| in_folder(file));
        for file in self.files.keys() {
            if in_folder(file) && !has_folder {
                continue;
            }
            if !files.iter().any(|name| name == file) {
                return Err(format!("expected-failures.txt: no file `{file}` is run"));
            }
        }
        Ok(())
    }
}
