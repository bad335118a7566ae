//! What a module will be when its large sections have been read.

use std::io::{self, BufReader, Read, Seek};

use crate::module::{
    ModuleBinary,
    binary::Gap,
    reader::{Deferred, Reader},
};

/// A module of which large sections have not been read yet.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) read: ModuleBinary,
    /// What is missing in it, in the order of the module.
    pub(super) deferred: Vec<Deferred>,
}

impl Outline {
    /// The outline of a module; none if it is not made of sections to its end.
    pub(super) fn read(source: BufReader<impl Read + Seek>) -> io::Result<Option<Self>> {
        let read = Reader::seeking(source).all_but_large()?;
        Ok(read.map(|(read, deferred)| Self { read, deferred }))
    }

    /// How many bytes will be kept.
    pub(super) fn length(&self) -> u64 {
        let deferred: u64 = self.deferred.iter().map(|deferred| deferred.length).sum();
        deferred + self.read.bytes.len() as u64
    }

    /// What is left out of the whole module.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let mut deferred = self.deferred.iter().peekable();
        let mut before = 0;
        let whole = |gap: &Gap| {
            while let Some(deferred) = deferred.next_if(|deferred| deferred.at < gap.at) {
                before += deferred.length;
            }
            Gap { at: gap.at + before as usize, ..*gap }
        };
        self.read.gaps.iter().map(whole).collect()
    }
}
