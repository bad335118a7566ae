//! A guest that tries to get out of its folder, and what must not happen outside of it.

use std::{
    fs::File,
    io::{Read, Write},
};

use tempfile::TempDir;
use wasmrun_runtime::wasi::{Access, WasiCtx};

use crate::{
    abi::oflags,
    guest::{CREATE, DIRECTORY, Guest, Open, READ, READ_WRITE, WRITE},
};

/// A guest in `inside`, beside which there is `outside` with a file that says `secret`; and links
/// of all kinds that the host has put into the folder.
pub(crate) struct Prison {
    pub(crate) guest: Guest,
    pub(crate) folder: TempDir,
}

impl Prison {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("inside"), folder.path().join("outside"));
        std::fs::create_dir(&inside).unwrap();
        std::fs::create_dir(&outside).unwrap();
        File::create(outside.join("secret")).unwrap().write_all(b"secret").unwrap();
        File::create(inside.join("file")).unwrap();
        std::fs::create_dir(inside.join("sub")).unwrap();
        let guest =
            Guest::new(WasiCtx::builder().preopen_path(&inside, "/", Access::ReadWrite).unwrap());
        Self { guest, folder }
    }

    /// Links as somebody else could have made them.
    #[cfg(unix)]
    pub(crate) fn with_links() -> Self {
        use std::os::unix::fs::symlink;
        let prison = Self::new();
        let inside = prison.folder.path().join("inside");
        let outside = prison.folder.path().join("outside");
        symlink("../outside", inside.join("relative")).unwrap();
        symlink(&outside, inside.join("absolute")).unwrap();
        symlink("../outside/secret", inside.join("to-file")).unwrap();
        symlink("../outside/created", inside.join("dangling")).unwrap();
        symlink("relative", inside.join("chain")).unwrap();
        symlink("../relative", inside.join("sub/up")).unwrap();
        symlink("..", inside.join("parent")).unwrap();
        prison
    }

    /// Whether everything outside is as it was.
    pub(crate) fn holds(&self) -> bool {
        let outside = self.folder.path().join("outside");
        let mut secret = String::new();
        File::open(outside.join("secret")).unwrap().read_to_string(&mut secret).unwrap();
        secret == "secret" && std::fs::read_dir(&outside).unwrap().count() == 1
    }
}

pub(crate) const WAYS: [Open; 6] = [
    READ,
    Open { follow: true, ..READ },
    Open { follow: true, ..READ_WRITE },
    Open { follow: true, ..CREATE },
    Open { follow: true, oflags: oflags::CREATE | oflags::TRUNCATE, ..WRITE },
    Open { follow: true, ..DIRECTORY },
];
