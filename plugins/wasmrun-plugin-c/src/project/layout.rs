//! What the folder holds: a Makefile, or sources that are compiled one by one.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Error, ErrorKind, Result};

use super::{Language, ProjectSettings};

/// Names that make looks for, in its order.
const MAKEFILES: [&str; 3] = ["GNUmakefile", "makefile", "Makefile"];
/// What tells CMake how to build.
pub(crate) const CMAKE_LISTS: &str = "CMakeLists.txt";
/// Folder that is searched for sources with all that is below it; the project's own folder is
/// searched, too, but not what is below it.
const SOURCE_FOLDER: &str = "src";
/// Folders whose sources are programs of their own, which test the others.
const TEST_FOLDERS: [&str; 2] = ["tests", "test"];
/// Deeper folders than this are a mistake.
const DEEPEST: usize = 32;

/// A project's folder and what is to be built there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    pub(crate) layout: Layout,
}

/// How a project is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// By CMake, from its `CMakeLists.txt`.
    CMake,
    /// By make, from the file of this name.
    Makefile(&'static str),
    /// By compiling each of these sources; paths are relative to the root, sorted, never empty.
    Sources(Vec<PathBuf>),
}

impl Project {
    /// Looks at the folder in the light of its settings.
    ///
    /// # Errors
    ///
    /// `project_invalid` if nothing in it is for this plugin.
    pub(crate) fn open(root: &Path, settings: &ProjectSettings) -> Result<Self> {
        Self::find(root, settings)?.ok_or_else(|| {
            Error::new(
                ErrorKind::ProjectInvalid,
                format!(
                    "`{}` has neither C or C++ sources nor a Makefile or CMakeLists.txt",
                    root.display()
                ),
            )
            .with_hint("put a `main.c` into the folder, or sources into its folder `src`")
        })
    }

    /// Looks at the folder in the light of its settings; `None` if nothing in it is for this plugin.
    pub(crate) fn find(root: &Path, settings: &ProjectSettings) -> Result<Option<Self>> {
        let layout = match (&settings.sources, makefile(root)) {
            (Some(listed), _) => sources_in_list(root, listed)?,
            // CMake may have left a Makefile of its own.
            (None, _) if root.join(CMAKE_LISTS).is_file() => Layout::CMake,
            (None, Some(name)) => Layout::Makefile(name),
            (None, None) => Layout::Sources(sources(root)?),
        };
        let empty = matches!(&layout, Layout::Sources(sources) if sources.is_empty());
        Ok((!empty).then(|| Self { root: root.to_path_buf(), layout }))
    }
}

fn makefile(root: &Path) -> Option<&'static str> {
    MAKEFILES.into_iter().find(|name| root.join(name).is_file())
}

fn sources(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(root, Path::new(""), 0, &mut found)?;
    if root.join(SOURCE_FOLDER).is_dir() {
        collect(root, Path::new(SOURCE_FOLDER), DEEPEST, &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn sources_in_list(root: &Path, listed: &[PathBuf]) -> Result<Layout> {
    let mut found = Vec::new();
    for path in listed {
        if root.join(path).is_dir() {
            collect(root, path, DEEPEST, &mut found)?;
        } else if Language::of(path).is_some() && root.join(path).is_file() {
            found.push(path.clone());
        } else {
            return Err(Error::new(
                ErrorKind::ProjectInvalid,
                format!(
                    "`{}` in the setting `sources` is no source file or folder",
                    path.display()
                ),
            ));
        }
    }
    found.sort();
    found.dedup();
    Ok(Layout::Sources(found))
}

/// The programs with tests, relative to the project, sorted: each source in its folder of tests.
pub(crate) fn tests(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in TEST_FOLDERS {
        if root.join(folder).is_dir() {
            collect(root, Path::new(folder), 0, &mut found)?;
        }
    }
    found.sort();
    Ok(found)
}

/// Adds the sources in `folder` and, `depth` levels deep, below it. Hidden entries are left out, and
/// links to folders, which may go round in a circle.
fn collect(root: &Path, folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let place = if folder.as_os_str().is_empty() { root.to_path_buf() } else { root.join(folder) };
    for entry in fs::read_dir(place)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = folder.join(&name);
        if Language::of(&path).is_some() && root.join(&path).is_file() {
            found.push(path);
        } else if depth > 0 && entry.file_type()?.is_dir() {
            collect(root, &path, depth - 1, found)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    #[track_caller]
    fn check(files: &[&str], expected: Option<&Layout>) {
        let folder = project(files);
        let found = Project::find(folder.path(), &ProjectSettings::default()).unwrap();
        assert_eq!(found.map(|project| project.layout).as_ref(), expected);
    }

    fn sources(paths: &[&str]) -> Layout {
        Layout::Sources(paths.iter().map(PathBuf::from).collect())
    }

    #[test]
    fn sources_lie_in_the_root_and_below_src() {
        check(
            &["main.c", "b.cpp", "src/x/y.cc", "src/a.c", "vendor/z.c", "a.h", ".hidden.c"],
            Some(&sources(&["b.cpp", "main.c", "src/a.c", "src/x/y.cc"])),
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_is_not_followed() {
        let folder = project(&["src/main.c"]);
        fs::os::unix::fs::symlink(folder.path(), folder.path().join("src/loop")).unwrap();
        let found = Project::find(folder.path(), &ProjectSettings::default()).unwrap();
        assert_eq!(found.map(|project| project.layout), Some(sources(&["src/main.c"])));
    }

    #[test]
    fn a_makefile_goes_before_sources() {
        check(&["main.c", "Makefile"], Some(&Layout::Makefile("Makefile")));
        check(&["GNUmakefile", "Makefile"], Some(&Layout::Makefile("GNUmakefile")));
    }

    #[test]
    fn nothing_in_c_is_no_project() {
        check(&[], None);
        check(&["main.rs", "only.h", "src/lib.rs"], None);
    }

    #[test]
    fn listed_sources_go_before_a_makefile() {
        let folder = project(&["Makefile", "main.c", "lib/a.c", "lib/sub/b.c", "other.c"]);
        let listed = vec![PathBuf::from("main.c"), PathBuf::from("lib")];
        let settings = ProjectSettings { sources: Some(listed), ..Default::default() };
        let found = Project::open(folder.path(), &settings).unwrap();
        assert_eq!(found.layout, sources(&["lib/a.c", "lib/sub/b.c", "main.c"]));
    }

    #[test]
    fn a_listed_source_that_is_missing_is_an_error() {
        let folder = project(&["main.c"]);
        let settings =
            ProjectSettings { sources: Some(vec![PathBuf::from("nix.c")]), ..Default::default() };
        let error = Project::open(folder.path(), &settings).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ProjectInvalid);
        assert!(error.to_string().contains("`nix.c`"), "{error}");
    }
}
