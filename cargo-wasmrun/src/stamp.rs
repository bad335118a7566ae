//! Tells without reading whether a file was written again.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// More than the clocks of file systems are coarse.
const REST: Duration = Duration::from_secs(2);

/// What changes when a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    modified: SystemTime,
    length: u64,
}

impl Stamp {
    /// The stamp of a file that was at rest for a while; none for others. One that was written just
    /// now may be written again without its time being another.
    pub(crate) fn at_rest(modified: SystemTime, length: u64) -> Option<Self> {
        let rest = SystemTime::now().duration_since(modified).ok()?;
        (rest > REST).then_some(Self { modified, length })
    }

    /// The stamp of a file with this metadata.
    pub(crate) fn of(metadata: &Metadata) -> Option<Self> {
        Self::at_rest(metadata.modified().ok()?, metadata.len())
    }

    /// The stamp of a file in an opened folder with this metadata.
    pub(crate) fn of_entry(metadata: &cap_std::fs::Metadata) -> Option<Self> {
        Self::at_rest(metadata.modified().ok()?.into_std(), metadata.len())
    }

    /// The stamp of the file at `path`, if it is there.
    pub(crate) fn of_file(path: &Path) -> Option<Self> {
        Self::of(&path.metadata().ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_at_rest_has_a_stamp() {
        let now = SystemTime::now();
        assert_eq!(Stamp::at_rest(now, 1), None);
        assert_eq!(Stamp::at_rest(now + Duration::from_hours(1), 1), None);
        let before = now - Duration::from_hours(1);
        let stamp = Stamp::at_rest(before, 1);
        assert!(stamp.is_some() && stamp == Stamp::at_rest(before, 1));
        assert_ne!(stamp, Stamp::at_rest(before, 2));
        assert_ne!(stamp, Stamp::at_rest(before - Duration::from_secs(1), 1));
    }
}
