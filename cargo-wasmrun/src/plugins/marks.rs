//! The files by which a plugin knows a project: whether it is asked at all.

use std::collections::BTreeSet;
use std::path::Path;

use ignore::WalkBuilder;
use wasmrun_protocol::PluginInfo;

/// Entries of a project that are looked at to see which plugins to ask.
const MAX_ENTRIES: usize = 10_000;
/// How deep below the project's folder that look goes.
const MAX_DEPTH: usize = 4;

/// Whether the host would ask a plugin about the project in `root`.
pub(super) fn would_be_asked(info: &PluginInfo, root: &Path) -> bool {
    occurs(info, &file_names(root))
}

/// Whether a file that the plugin knows is there.
pub(super) fn occurs(info: &PluginInfo, names: &BTreeSet<String>) -> bool {
    if info.extensions.is_empty() && info.entry_files.is_empty() {
        return true;
    }
    let has_extension = |name: &String| {
        Path::new(name).extension().is_some_and(|extension| {
            info.extensions.iter().any(|known| extension == known.as_str())
        })
    };
    info.entry_files.iter().any(|entry| names.contains(entry)) || names.iter().any(has_extension)
}

/// The names of the files in a project, as far as it is not too large. Hidden ones are left out,
/// and below the project's own folder those that git ignores: dependencies and outputs.
pub(super) fn file_names(root: &Path) -> BTreeSet<String> {
    let mut top = WalkBuilder::new(root);
    top.max_depth(Some(1)).standard_filters(false).hidden(true);
    let below = WalkBuilder::new(root).max_depth(Some(MAX_DEPTH)).build();
    top.build()
        .chain(below)
        .filter_map(Result::ok)
        .take(MAX_ENTRIES)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter_map(|entry| entry.file_name().to_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_counts_only_at_the_top() {
        let root = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(root.path().join(".git")).unwrap();
        fs_err::create_dir_all(root.path().join("dependencies")).unwrap();
        fs_err::create_dir_all(root.path().join("src")).unwrap();
        for (file, content) in [
            (".gitignore", "main.c\ndependencies\n"),
            ("main.c", ""),
            ("dependencies/other.go", ""),
            ("src/part.c", ""),
        ] {
            fs_err::write(root.path().join(file), content).unwrap();
        }
        let names: Vec<String> = file_names(root.path()).into_iter().collect();
        assert_eq!(names, ["main.c", "part.c"]);
    }
}
