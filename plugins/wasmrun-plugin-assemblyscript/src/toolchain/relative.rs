//! A path as seen from a folder: the compiler takes no absolute ones for libraries.

use std::path::{Component, Path, PathBuf};

/// The way from one folder to another; both are absolute.
pub(crate) fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_goes_up_and_down() {
        let check = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(check("/a/b", "/a/c/d"), Path::new("../c/d"));
        assert_eq!(check("/a", "/a/c"), Path::new("c"));
    }
}
