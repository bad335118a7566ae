//! A copy of a project for make to work in, so that nothing is written into the project, and that
//! what make built for another system, or at another level, is not taken for its own.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use fs_err as fs;
use serde::{Deserialize, Serialize};
use wasmrun_plugin_sdk::Result;

use super::record::{absent_is_fine, write_whole};

/// Never copied.
const LEFT_OUT: [&str; 6] = [".git", ".hg", ".jj", ".svn", ".wasmrun", "node_modules"];
/// What compilers make: the copy makes its own.
const MADE: [&str; 6] = ["a", "dll", "dylib", "o", "obj", "so"];
/// How programs and libraries begin: ELF, Mach-O (four kinds), Windows.
const NATIVE: [&[u8]; 6] = [
    b"\x7fELF",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"MZ",
];
/// Deeper folders than this are a mistake.
const DEEPEST: usize = 64;

/// What is known of a copy.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The tools that make uses in it. It does not notice by itself when they change.
    tools: Vec<String>,
    /// The files copied so far, by path, with what the originals were then.
    files: BTreeMap<PathBuf, Original>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Original {
    size: u64,
    modified: Option<SystemTime>,
}

impl Manifest {
    /// Whether the file, relative to the copy, was copied rather than made there.
    pub(super) fn contains(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }
}

/// Where the manifest of a copy is: beside it, out of make's way.
pub(super) fn manifest_path(copy: &Path) -> PathBuf {
    copy.with_extension("json")
}

/// Makes `copy` follow `project`: new and changed files are copied, and files whose originals are
/// gone are removed. What was made in the copy stays if it was made with the same `tools`.
pub(super) fn update(
    project: &Path,
    copy: &Path,
    output_dir: &Path,
    tools: &[String],
) -> Result<Manifest> {
    let manifest_path = manifest_path(copy);
    let known = match read(&manifest_path) {
        Some(known) if known.tools == tools => known,
        _ => {
            absent_is_fine(fs::remove_dir_all(copy))?;
            Manifest::default()
        }
    };
    fs::create_dir_all(copy)?;
    let mut walk = Walk { project, output_dir, files: BTreeMap::new() };
    walk.folder(Path::new(""), 0)?;
    for (path, original) in &walk.files {
        if known.files.get(path) != Some(original) || !copy.join(path).exists() {
            let first = !known.files.contains_key(path);
            copy_file(&project.join(path), &copy.join(path), original.modified.filter(|_| first))?;
        }
    }
    for path in known.files.keys().filter(|path| !walk.files.contains_key(*path)) {
        absent_is_fine(fs::remove_file(copy.join(path)))?;
    }
    let manifest = Manifest { tools: tools.to_vec(), files: walk.files };
    write_whole(&manifest_path, &serde_json::to_vec(&manifest).map_err(io::Error::from)?)?;
    Ok(manifest)
}

/// The manifest as it was left; one that is damaged says nothing.
fn read(path: &Path) -> Option<Manifest> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Copies one file. Its first copy keeps the original's time, so that files which the project keeps
/// in an order of age stay so; a later one is as new as the change.
fn copy_file(from: &Path, to: &Path, modified: Option<SystemTime>) -> io::Result<()> {
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    let mut permissions = fs::metadata(from)?.permissions();
    fs::copy(from, to)?;
    #[expect(
        clippy::permissions_set_readonly_false,
        reason = "the copy belongs to this user alone"
    )]
    permissions.set_readonly(false);
    fs::set_permissions(to, permissions)?;
    let time = modified.unwrap_or_else(SystemTime::now);
    fs::OpenOptions::new().write(true).open(to)?.set_modified(time)
}

struct Walk<'a> {
    project: &'a Path,
    output_dir: &'a Path,
    files: BTreeMap<PathBuf, Original>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) -> io::Result<()> {
        for entry in fs::read_dir(self.project.join(folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if self.is_left_out(&path) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                if depth < DEEPEST {
                    self.folder(&path, depth + 1)?;
                }
                continue;
            }
            // Through links: the copy has files of its own. What a link does not reach is not there.
            let Ok(metadata) = fs::metadata(self.project.join(&path)) else { continue };
            if metadata.is_file() && !is_native(&self.project.join(&path)) {
                let modified = metadata.modified().ok();
                self.files.insert(path, Original { size: metadata.len(), modified });
            }
        }
        Ok(())
    }

    fn is_left_out(&self, path: &Path) -> bool {
        let is_one_of = |part: Option<&OsStr>, list: &[&str]| {
            part.and_then(OsStr::to_str).is_some_and(|part| list.contains(&part))
        };
        is_one_of(path.file_name(), &LEFT_OUT)
            || is_one_of(path.extension(), &MADE)
            || self.project.join(path) == self.output_dir
    }
}

fn is_native(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(4).read_to_end(&mut start));
    read.is_ok() && NATIVE.iter().any(|magic| start.starts_with(magic))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folders {
        _root: tempfile::TempDir,
        project: PathBuf,
        copy: PathBuf,
    }

    fn folders(files: &[(&str, &str)]) -> Folders {
        let root = tempfile::tempdir().unwrap();
        let project = root.path().join("p");
        for (name, content) in files {
            let path = project.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let copy = project.join("out/make");
        Folders { _root: root, project, copy }
    }

    impl Folders {
        fn update(&self) -> Manifest {
            update(&self.project, &self.copy, &self.project.join("out"), &[]).unwrap()
        }

        fn copied(&self, name: &str) -> Option<String> {
            fs::read_to_string(self.copy.join(name)).ok()
        }
    }

    #[test]
    fn sources_are_copied_and_products_are_not() {
        let folders = folders(&[
            ("Makefile", "all:"),
            ("lib/a.c", "int a;"),
            ("lib/a.o", "native"),
            ("program", "\x7fELFxxxx"),
            (".git/config", ""),
            ("out/old.wasm", ""),
        ]);
        let manifest = folders.update();
        let paths: Vec<_> = manifest.files.keys().collect();
        assert_eq!(paths, [Path::new("Makefile"), Path::new("lib/a.c")]);
        assert_eq!(folders.copied("lib/a.c").as_deref(), Some("int a;"));
        assert_eq!(folders.copied("program"), None);
    }

    #[test]
    fn changes_follow_and_what_was_made_stays() {
        let folders = folders(&[("a.c", "1"), ("b.c", "2")]);
        folders.update();
        fs::write(folders.copy.join("made.o"), "made").unwrap();
        fs::write(folders.project.join("a.c"), "1, changed").unwrap();
        fs::remove_file(folders.project.join("b.c")).unwrap();
        let manifest = folders.update();
        assert_eq!(folders.copied("a.c").as_deref(), Some("1, changed"));
        assert_eq!(folders.copied("b.c"), None);
        assert_eq!(folders.copied("made.o").as_deref(), Some("made"));
        assert!(!manifest.contains(Path::new("made.o")));
    }

    #[test]
    fn an_unchanged_file_is_not_copied_again() {
        let folders = folders(&[("a.c", "1")]);
        folders.update();
        fs::write(folders.copy.join("a.c"), "marked").unwrap();
        folders.update();
        assert_eq!(folders.copied("a.c").as_deref(), Some("marked"));
    }
}
