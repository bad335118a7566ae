//! Whom to trust with the plugins: files of the user, or of whoever could replace this program
//! anyway, that not everybody can change.

use std::fs::Metadata;
use std::path::Path;

/// The users whose files may be run.
pub(super) struct Trust {
    #[cfg(unix)]
    owners: Vec<u32>,
}

#[cfg(unix)]
impl Trust {
    /// Trusts the user, the administrator, and the owner of `executable`, this program's own file.
    pub(super) fn new(executable: Option<&Path>) -> Self {
        use std::os::unix::fs::MetadataExt as _;

        const ADMINISTRATOR: u32 = 0;
        let ours = executable.and_then(|path| path.metadata().ok()).map(|data| data.uid());
        let user = rustix::process::geteuid().as_raw();
        Self { owners: [ADMINISTRATOR, user].into_iter().chain(ours).collect() }
    }

    /// What speaks against a file or folder.
    pub(super) fn objection(&self, data: &Metadata) -> Option<&'static str> {
        use std::os::unix::fs::MetadataExt as _;

        // Groups are trusted: the folders of local programs and of package managers are often
        // writable by the group of those who look after the machine.
        const EVERYBODY: u32 = 0o002;
        if !self.owners.contains(&data.uid()) {
            Some("belongs to another user")
        } else if data.mode() & EVERYBODY != 0 {
            Some("can be changed by everybody")
        } else {
            None
        }
    }
}

#[cfg(not(unix))]
impl Trust {
    pub(super) fn new(_: Option<&Path>) -> Self {
        Self {}
    }

    pub(super) fn objection(&self, _: &Metadata) -> Option<&'static str> {
        None
    }
}
