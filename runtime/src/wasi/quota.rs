//! How much a guest may write: to its outputs, to files in all, and to one file.

use super::{errno::Errno, file::OpenFile};

/// The guest wrote more to its standard output and error than it may, and was stopped.
///
/// It comes out of the call into the guest as an error, as [`Exit`](super::Exit) does. What was
/// within the limit has been written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the program's output exceeds its limit of {limit} bytes")]
#[non_exhaustive]
pub struct OutputExceeded {
    /// As many bytes were allowed.
    pub limit: u64,
}

/// What a guest may still write; `None` is as much as it likes.
#[derive(Debug, Default)]
pub(super) struct Quota {
    pub(super) output: Option<Allowance>,
    pub(super) files: Option<Allowance>,
    /// How long a file may get by the guest's doing.
    pub(super) file_size: Option<u64>,
    /// Set once output was refused: the guest is not to go on.
    pub(super) exceeded: Option<OutputExceeded>,
}

/// Some number of bytes, and how many of them are left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    limit: u64,
    left: u64,
}

impl Allowance {
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, left: limit }
    }
}

/// How much of one write is allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) bytes: u64,
    /// What the guest hears if there is none.
    pub(super) beyond: Errno,
}

impl Room {
    pub(super) const UNLIMITED: Self = Self { bytes: u64::MAX, beyond: Errno::Nospc };

    fn or_less(self, bytes: u64, beyond: Errno) -> Self {
        if bytes < self.bytes { Self { bytes, beyond } } else { self }
    }
}

impl Quota {
    pub(super) fn output_room(&self) -> Room {
        let left = self.output.map_or(u64::MAX, |allowance| allowance.left);
        Room::UNLIMITED.or_less(left, Errno::Nospc)
    }

    pub(super) fn count_output(&mut self, bytes: usize) {
        spend(&mut self.output, bytes as u64);
    }

    /// Notes that the guest wanted to write more than it may: it will be stopped, whatever it makes
    /// of the error.
    pub(super) fn refuse_output(&mut self) {
        let limit = self.output.map_or(u64::MAX, |allowance| allowance.limit);
        self.exceeded = Some(OutputExceeded { limit });
    }

    /// How much may be written to a file: at an offset, or where it stands.
    pub(super) fn file_room(&self, file: &OpenFile, offset: Option<u64>) -> Result<Room, Errno> {
        let mut room = Room::UNLIMITED;
        if let Some(allowance) = self.files {
            room = room.or_less(allowance.left, Errno::Dquot);
        }
        if let Some(most) = self.file_size.filter(|_| file.is_regular()) {
            room = room.or_less(most.saturating_sub(file.offset_of_write(offset)?), Errno::Fbig);
        }
        Ok(room)
    }

    pub(super) fn count_write(&mut self, bytes: usize) {
        spend(&mut self.files, bytes as u64);
    }

    /// # Errors
    /// [`Errno::Fbig`] if a file may not get so long.
    pub(super) fn must_fit(&self, size: u64) -> Result<(), Errno> {
        if self.file_size.is_some_and(|most| size > most) { Err(Errno::Fbig) } else { Ok(()) }
    }

    /// Counts space that is set aside like bytes that are written.
    ///
    /// # Errors
    /// [`Errno::Dquot`] if that is more than the guest may still write.
    pub(super) fn set_aside(&mut self, bytes: u64) -> Result<(), Errno> {
        if self.files.is_some_and(|allowance| bytes > allowance.left) {
            return Err(Errno::Dquot);
        }
        spend(&mut self.files, bytes);
        Ok(())
    }
}

fn spend(allowance: &mut Option<Allowance>, bytes: u64) {
    if let Some(allowance) = allowance {
        allowance.left = allowance.left.saturating_sub(bytes);
    }
}
