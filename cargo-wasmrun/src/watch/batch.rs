//! Hints that belong together: those of one save, or of several files that are saved at once.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::source::Phase;

/// A batch in which something is under way is complete when nothing came for this long: an editor may write a file
/// in several pieces, or move it out of the way before it writes another in its place.
const QUIET: Duration = Duration::from_millis(20);

/// One in which everything has come to its end is complete after this long: those who save several files do so one
/// right after the other.
const SETTLED: Duration = Duration::from_millis(4);

/// A batch ends after this long in any case, so that a steady writer cannot hold it open.
const LONGEST: Duration = Duration::from_millis(200);

/// Hints that belong together.
pub(super) struct Batch {
    /// Where something may have happened.
    pub(super) paths: BTreeSet<PathBuf>,
    /// When the first of them came.
    pub(super) noticed: Instant,
    /// The files and folders with which something is under way.
    unsettled: BTreeSet<PathBuf>,
}

impl Batch {
    /// One that begins now.
    pub(super) fn new() -> Self {
        Self { paths: BTreeSet::new(), noticed: Instant::now(), unsettled: BTreeSet::new() }
    }

    /// Adds a hint. `is_known` is that the path is that of a file that was there before.
    pub(super) fn add(&mut self, path: PathBuf, phase: Phase, is_known: bool) {
        let is_settled = match phase {
            Phase::UnderWay => false,
            Phase::Complete => true,
            // A draft goes when it takes the place of a file, a file that others know comes back.
            Phase::Gone => !is_known,
        };
        if is_settled {
            self.unsettled.remove(&path);
        } else {
            self.unsettled.insert(path.clone());
        }
        self.paths.insert(path);
    }

    /// Whether everything has come to its end, but for a file without content: whoever writes it again has emptied it
    /// first. That is taken to be under way from now on.
    pub(super) fn doubts_its_end(&mut self) -> bool {
        if !self.unsettled.is_empty() {
            return false;
        }
        let is_empty = |path: &&PathBuf| {
            fs_err::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0)
        };
        self.unsettled = self.paths.iter().filter(is_empty).cloned().collect();
        !self.unsettled.is_empty()
    }

    /// How long to wait for the next hint before the batch is complete.
    pub(super) fn patience(&self) -> Duration {
        let quiet = if self.unsettled.is_empty() { SETTLED } else { QUIET };
        quiet.min(LONGEST.saturating_sub(self.noticed.elapsed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hints: &[(&str, Phase)], settled: bool) {
        let mut batch = Batch::new();
        for &(path, phase) in hints {
            batch.add(path.into(), phase, path == "known");
        }
        assert_eq!(batch.unsettled.is_empty(), settled, "{hints:?}");
        assert!(batch.patience() <= if settled { SETTLED } else { QUIET });
    }

    #[test]
    fn a_file_without_content_is_waited_for_once() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut batch = Batch::new();
        batch.add(file.path().to_owned(), Phase::Complete, true);
        assert!(batch.doubts_its_end());
        assert!(!batch.doubts_its_end());
        fs_err::write(file.path(), "content").unwrap();
        batch.add(file.path().to_owned(), Phase::Complete, true);
        assert!(!batch.doubts_its_end());
    }

    #[test]
    fn what_is_complete_is_not_waited_for_any_longer() {
        use Phase::{Complete, Gone, UnderWay};
        check(&[("known", UnderWay), ("known", UnderWay), ("known", Complete)], true);
        check(&[("known", UnderWay), ("other", Complete)], false);
        check(&[("known", Complete), ("known", UnderWay)], false);
        let draft =
            [("draft", UnderWay), ("draft", Complete), ("draft", Gone), ("known", Complete)];
        check(&draft, true);
        let out_of_the_way = [("known", Gone), ("copy", Complete)];
        check(&out_of_the_way, false);
        check(&[&out_of_the_way[..], &[("known", UnderWay), ("known", Complete)]].concat(), true);
    }
}
