//! The files that a profile can be written to, told by the ends of their names.

use std::path::Path;

use super::{Samples, firefox, flame_graph, folded, speedscope};

/// Who reads the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The Firefox profiler: `.json`.
    Firefox,
    /// Speedscope: `.speedscope.json`.
    Speedscope,
    /// Anything that shows pictures: `.svg`.
    FlameGraph,
    /// Tools that take a line for each stack: `.folded`.
    Folded,
}

impl Format {
    /// The ends of names, the longest first.
    const ENDS: [(&str, Self); 4] = [
        (".speedscope.json", Self::Speedscope),
        (".json", Self::Firefox),
        (".svg", Self::FlameGraph),
        (".folded", Self::Folded),
    ];

    /// The format of a file of this name.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        Self::ENDS.iter().find(|(end, _)| name.ends_with(end)).map(|(_, format)| *format)
    }

    /// The content of the file, for samples of the program `name`.
    pub fn render(self, samples: &Samples, name: &str) -> String {
        match self {
            Self::Firefox => firefox::render(samples, name),
            Self::Speedscope => speedscope::render(samples, name),
            Self::FlameGraph => flame_graph::render(samples, name),
            Self::Folded => folded::render(samples),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_end_of_a_name_counts() {
        let of = |name: &str| Format::of(Path::new(name));
        assert_eq!(of("a/b.json"), Some(Format::Firefox));
        assert_eq!(of("b.speedscope.json"), Some(Format::Speedscope));
        assert_eq!(of("B.SVG"), Some(Format::FlameGraph));
        assert_eq!(of("b.folded"), Some(Format::Folded));
        assert_eq!(of("json"), None);
        assert_eq!(of("b.pprof"), None);
    }
}
