//! Decides which files are inputs of the build. Pure: it answers from what it was made of.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::rules::{self, IgnoreFile};
use super::{Error, Spec};

/// Folders that hold no inputs wherever they are.
const NEVER: [&str; 4] = [rules::GIT_FOLDER, ".hg", ".jj", ".wasmrun"];

/// What editors leave beside a file while it is being edited.
const EDITOR_FILES: [&str; 5] = [".*.sw?", "*~", ".#*", r"\#*#", "4913"];

/// Tells inputs of the build from everything else below the watched roots.
pub struct Filter {
    roots: Vec<Root>,
    excluded: Vec<PathBuf>,
    editor: Gitignore,
}

struct Root {
    path: PathBuf,
    include: Gitignore,
    ignore: Gitignore,
    inherited: Vec<IgnoreFile>,
    below: BTreeMap<PathBuf, Gitignore>,
}

impl Filter {
    /// Compiles the globs of `spec` and reads the ignore files above its roots.
    pub fn new(spec: &Spec) -> Result<Self, Error> {
        let roots =
            spec.roots.iter().map(|path| Root::new(path, spec)).collect::<Result<_, _>>()?;
        let editor = compile(Path::new(""), &EDITOR_FILES.map(str::to_owned))?;
        Ok(Self { roots, excluded: spec.excluded.clone(), editor })
    }

    /// The roots that are watched.
    pub fn roots(&self) -> impl Iterator<Item = &Path> {
        self.roots.iter().map(|root| root.path.as_path())
    }

    /// Whether the file at `path` is an input of the build.
    pub fn accepts(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| {
            path == root.path
                || self.may_hold(root, path, false)
                    && !self.is_editor_file(path)
                    && (root.include.is_empty()
                        || root.include.matched_path_or_any_parents(path, false).is_ignore())
        })
    }

    /// Whether inputs may be found at or below the folder at `path`.
    pub fn descends(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| path == root.path || self.may_hold(root, path, true))
    }

    /// Takes the rules of the ignore file in `folder` into account from now on; call it before
    /// asking about what is in there.
    pub(super) fn enter(&mut self, folder: &Path) {
        for root in self.roots.iter_mut().filter(|root| folder.starts_with(&root.path)) {
            match rules::ignore_file(folder) {
                Some(file) => root.below.insert(file.folder, file.patterns),
                None => root.below.remove(folder),
            };
        }
    }

    fn may_hold(&self, root: &Root, path: &Path, is_folder: bool) -> bool {
        let Ok(relative) = path.strip_prefix(&root.path) else { return false };
        !relative.iter().any(|name| NEVER.iter().any(|never| name == *never))
            && !self.excluded.iter().any(|folder| path.starts_with(folder))
            && !root.ignore.matched_path_or_any_parents(path, is_folder).is_ignore()
            && !root.git_ignores(path, is_folder)
    }

    fn is_editor_file(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| self.editor.matched(name, false).is_ignore())
    }
}

impl Root {
    fn new(path: &Path, spec: &Spec) -> Result<Self, Error> {
        let mut root = Self {
            path: path.to_owned(),
            include: compile(path, &spec.include)?,
            ignore: compile(path, &spec.ignore)?,
            inherited: rules::inherited(path),
            below: BTreeMap::new(),
        };
        // Someone who asks for a folder that its repository ignores wants it all the same.
        if path.ancestors().any(|folder| root.verdict(folder, true).is_ignore()) {
            root.inherited.clear();
        }
        Ok(root)
    }

    /// A folder that is ignored takes all that is below with it, so ask from the top.
    fn git_ignores(&self, path: &Path, is_folder: bool) -> bool {
        let mut ancestors: Vec<&Path> =
            path.ancestors().take_while(|folder| *folder != self.path).collect();
        ancestors.reverse();
        ancestors
            .into_iter()
            .any(|ancestor| self.verdict(ancestor, is_folder || ancestor != path).is_ignore())
    }

    /// What the strongest rule, the one nearest to `path`, says of it.
    fn verdict(&self, path: &Path, is_folder: bool) -> Match<()> {
        let below = path.ancestors().skip(1).filter_map(|folder| self.below.get(folder));
        let inherited = self.inherited.iter().rev().filter(|file| path.starts_with(&file.folder));
        below
            .chain(inherited.map(|file| &file.patterns))
            .map(|patterns| patterns.matched(path, is_folder).map(|_| ()))
            .find(|verdict| !verdict.is_none())
            .unwrap_or(Match::None)
    }
}

fn compile(root: &Path, globs: &[String]) -> Result<Gitignore, Error> {
    let mut builder = GitignoreBuilder::new(root);
    builder.allow_unclosed_class(false);
    for glob in globs {
        builder
            .add_line(None, glob)
            .map_err(|source| Error::Glob { glob: glob.clone(), source })?;
    }
    builder.build().map_err(|source| Error::Glob { glob: globs.join(" "), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(include: &[&str], ignore: &[&str]) -> Filter {
        let owned = |globs: &[&str]| globs.iter().map(|&glob| glob.to_owned()).collect();
        let spec = Spec {
            roots: vec!["/project".into()],
            include: owned(include),
            ignore: owned(ignore),
            excluded: vec!["/project/out".into()],
        };
        Filter::new(&spec).unwrap()
    }

    fn accepts(filter: &Filter, path: &str) -> bool {
        filter.accepts(Path::new(path))
    }

    #[test]
    fn everything_below_a_root_counts_without_globs() {
        let filter = filter(&[], &[]);
        assert!(accepts(&filter, "/project/main.c"));
        assert!(accepts(&filter, "/project/deep/er/name with space.c"));
        assert!(!accepts(&filter, "/elsewhere/main.c"));
        assert!(!accepts(&filter, "/projector/main.c"));
    }

    #[test]
    fn outputs_and_version_control_never_count() {
        let filter = filter(&[], &[]);
        for path in ["/project/out/a.wasm", "/project/.git/index", "/project/.wasmrun/a/b.o"] {
            assert!(!accepts(&filter, path), "{path}");
        }
        assert!(!filter.descends(Path::new("/project/out")));
        assert!(accepts(&filter, "/project/outer/a.c"));
    }

    #[test]
    fn editor_files_never_count() {
        let filter = filter(&[], &[]);
        for name in [".main.c.swp", "main.c~", ".#main.c", "#main.c#", "4913"] {
            assert!(!accepts(&filter, &format!("/project/src/{name}")), "{name}");
        }
        assert!(accepts(&filter, "/project/src/main.c"));
    }

    #[test]
    fn include_narrows_and_ignore_wins() {
        let filter = filter(&["src/**/*.rs", "Cargo.toml"], &["src/generated/**"]);
        assert!(accepts(&filter, "/project/src/main.rs"));
        assert!(accepts(&filter, "/project/src/a/b.rs"));
        assert!(accepts(&filter, "/project/Cargo.toml"));
        assert!(!accepts(&filter, "/project/README.md"));
        assert!(!accepts(&filter, "/project/src/generated/table.rs"));
        assert!(filter.descends(Path::new("/project/src")));
    }

    #[test]
    fn a_file_as_root_stands_alone() {
        let filter = Filter::new(&Spec::file(Path::new("/x/app.wasm"))).unwrap();
        assert!(accepts(&filter, "/x/app.wasm"));
        assert!(!accepts(&filter, "/x/other.wasm"));
    }

    #[test]
    fn a_bad_glob_is_named() {
        let spec = Spec { include: vec!["src/[".into()], ..Spec::folder(Path::new("/project")) };
        let error = Filter::new(&spec).err().unwrap();
        assert!(error.to_string().contains("`src/[`"), "{error}");
    }

    #[test]
    fn ignore_files_of_git_are_obeyed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs_err::create_dir_all(at(".git")).unwrap();
        fs_err::create_dir_all(at("app/src/keep")).unwrap();
        fs_err::write(at(".gitignore"), "*.log\nbuild/\n").unwrap();
        fs_err::write(at("app/src/.gitignore"), "*.gen.c\n!keep.log\n").unwrap();

        let mut filter = Filter::new(&Spec::folder(&at("app"))).unwrap();
        filter.enter(&at("app/src"));
        assert!(filter.accepts(&at("app/src/main.c")));
        assert!(!filter.accepts(&at("app/src/table.gen.c")));
        assert!(!filter.accepts(&at("app/a.log")));
        assert!(filter.accepts(&at("app/src/keep.log")));
        assert!(!filter.descends(&at("app/build")));
        assert!(!filter.accepts(&at("app/build/deep/x.c")));
    }

    #[test]
    fn a_root_that_git_ignores_is_watched_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs_err::create_dir_all(at(".git")).unwrap();
        fs_err::create_dir_all(at("scratch/app")).unwrap();
        fs_err::write(at(".gitignore"), "/scratch\n").unwrap();
        let filter = Filter::new(&Spec::folder(&at("scratch/app"))).unwrap();
        assert!(filter.accepts(&at("scratch/app/main.c")));
    }
}
