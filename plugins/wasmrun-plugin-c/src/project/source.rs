//! Source files, told apart by their extension.

use std::path::Path;

/// Extensions of sources and headers.
pub(crate) const EXTENSIONS: [&str; 9] = ["c", "cpp", "cc", "cxx", "h", "hpp", "hh", "hxx", "inl"];

/// The language of a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    C,
    Cxx,
}

impl Language {
    /// The language of a file that is compiled by itself; `None` for headers and everything else.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "c" => Some(Self::C),
            "cpp" | "cc" | "cxx" => Some(Self::Cxx),
            _ => None,
        }
    }

    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::C => "c",
            Self::Cxx => "cpp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sources_have_a_language() {
        assert_eq!(Language::of(Path::new("a/b.c")), Some(Language::C));
        assert_eq!(Language::of(Path::new("ä b.cxx")), Some(Language::Cxx));
        assert_eq!(Language::of(Path::new("b.h")), None);
        assert_eq!(Language::of(Path::new("c")), None);
        assert_eq!(Language::of(Path::new(".c")), None);
    }
}
