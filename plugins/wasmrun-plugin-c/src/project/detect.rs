//! Decides whether a folder is a C or C++ project, and how sure that is.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{DetectResult, Result, TargetFormat};

use super::layout::CMAKE_LISTS;
use super::page::is_page;
use super::{Language, Layout, Project, ProjectSettings};

const MAIN_FILE: u8 = 85;
const CMAKE: u8 = 85;
const MAKEFILE: u8 = 75;
const SOURCES: u8 = 65;
/// C sources beside another language's manifest are most often a part of that project.
const BESIDE_ANOTHER_LANGUAGE: u8 = 15;

const OTHER_MANIFESTS: [&str; 6] =
    ["Cargo.toml", "go.mod", "package.json", "pyproject.toml", "setup.py", "build.zig"];

/// What the folder is.
pub(crate) fn detect(root: &Path, settings: &ProjectSettings) -> Result<DetectResult> {
    let Some(project) = Project::find(root, settings)? else { return Ok(DetectResult::no_match()) };
    let (confidence, reason, entry) = match &project.layout {
        Layout::Sources(sources) => match main_file(sources) {
            Some(main) => (MAIN_FILE, format!("`{}`", main.display()), main.clone()),
            None => (SOURCES, count(sources), sources[0].clone()),
        },
        Layout::CMake => match makefile_source(root) {
            Some(source) => (CMAKE, format!("`{CMAKE_LISTS}` and C or C++ sources"), source),
            None => return Ok(DetectResult::no_match()),
        },
        Layout::Makefile(name) => match makefile_source(root) {
            Some(source) => (MAKEFILE, format!("`{name}` and C or C++ sources"), source),
            None => return Ok(DetectResult::no_match()),
        },
    };
    let other = OTHER_MANIFESTS.into_iter().find(|manifest| root.join(manifest).is_file());
    let (confidence, reason) = match other {
        Some(manifest) => (BESIDE_ANOTHER_LANGUAGE, format!("{reason}, but `{manifest}` as well")),
        None => (confidence, reason),
    };
    let language = Language::of(&entry).unwrap_or(Language::C);
    let result = DetectResult::matching(confidence)
        .with_reason(reason)
        .with_language(language.name())
        .with_entry_file(root.join(entry));
    Ok(if is_page(&project) { result.with_target_format(TargetFormat::Webapp) } else { result })
}

/// The file that most likely holds `main`: the one nearest to the root of that name.
fn main_file(sources: &[PathBuf]) -> Option<&PathBuf> {
    sources
        .iter()
        .filter(|source| source.file_stem().is_some_and(|stem| stem == "main"))
        .min_by_key(|source| source.components().count())
}

fn count(sources: &[PathBuf]) -> String {
    match sources {
        [one] => format!("`{}`", one.display()),
        _ => format!("{} C or C++ sources", sources.len()),
    }
}

/// A source that a Makefile in `root` may be about; Makefiles serve other languages as well.
fn makefile_source(root: &Path) -> Option<PathBuf> {
    let mut folders = vec![PathBuf::new()];
    let entries = fs::read_dir(root).ok()?.filter_map(Result::ok);
    folders.extend(
        entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().into()),
    );
    folders.sort();
    let sources = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(root.join(folder)).into_iter().flatten().filter_map(Result::ok);
        let mut names: Vec<_> = entries.map(|entry| folder.join(entry.file_name())).collect();
        names.sort();
        names
    });
    let sources: Vec<PathBuf> = sources.filter(|path| Language::of(path).is_some()).collect();
    main_file(&sources).or(sources.first()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(files: &[&str]) -> (tempfile::TempDir, DetectResult) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let result = detect(folder.path(), &ProjectSettings::default()).unwrap();
        (folder, result)
    }

    #[track_caller]
    fn check(files: &[&str], confidence: u8, language: &str, entry: &str) {
        let (folder, result) = detected(files);
        assert!(result.matches);
        assert_eq!(result.confidence, confidence, "{:?}", result.reason);
        assert_eq!(result.language.as_deref(), Some(language));
        assert_eq!(result.entry_file, Some(folder.path().join(entry)));
    }

    #[test]
    fn a_main_file_is_the_surest_sign() {
        check(&["a.c", "main.c"], MAIN_FILE, "c", "main.c");
        check(&["src/deep/main.cpp", "src/main.cpp"], MAIN_FILE, "cpp", "src/main.cpp");
    }

    #[test]
    fn sources_without_a_main_file_are_a_project_too() {
        check(&["b.c", "a.cc"], SOURCES, "cpp", "a.cc");
    }

    #[test]
    fn a_makefile_counts_if_there_is_something_to_compile() {
        check(&["Makefile", "lib/x.c"], MAKEFILE, "c", "lib/x.c");
        assert!(!detected(&["Makefile", "main.tex"]).1.matches);
    }

    #[test]
    fn another_languages_project_is_left_to_its_plugin() {
        check(&["Cargo.toml", "src/shim.c"], BESIDE_ANOTHER_LANGUAGE, "c", "src/shim.c");
    }

    #[test]
    fn other_folders_are_no_project() {
        assert!(!detected(&[]).1.matches);
        assert!(!detected(&["README.md", "src/main.rs"]).1.matches);
    }
}
