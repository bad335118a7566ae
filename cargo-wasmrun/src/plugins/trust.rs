//! Whom to trust with the plugins: files that only the user, or whoever could replace this program
//! anyway, can change.

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

        const GROUP: u32 = 0o020;
        const OTHERS: u32 = 0o002;
        // Many systems give each user a group of the same number, with nobody else in it.
        let is_private = data.gid() == data.uid();
        if !self.owners.contains(&data.uid()) {
            Some("belongs to another user")
        } else if data.mode() & OTHERS != 0 || data.mode() & GROUP != 0 && !is_private {
            Some("can be changed by other users")
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
