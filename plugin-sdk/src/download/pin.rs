//! What a folder was filled from, so that a plugin which pins something else by now fills it anew.

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::hexadecimal;

/// The file in the folder that tells.
const FILE: &str = ".pin";

/// Whether [`install_pinned`](super::install_pinned) filled the folder from this very `pin`.
pub fn is_pinned(folder: &Path, pin: &str) -> bool {
    fs_err::read_to_string(folder.join(FILE)).is_ok_and(|there| there == digest(pin))
}

pub(super) fn write(folder: &Path, pin: &str) -> io::Result<()> {
    fs_err::write(folder.join(FILE), digest(pin))
}

fn digest(pin: &str) -> String {
    hexadecimal(&Sha256::digest(pin))
}
