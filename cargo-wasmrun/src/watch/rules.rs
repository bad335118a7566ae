//! Reads the ignore files of git that apply to a watched folder.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The name of git's own folder.
pub(super) const GIT_FOLDER: &str = ".git";

/// The name of the files that hold ignore rules.
pub(super) const IGNORE_FILE: &str = ".gitignore";

/// One ignore file, compiled, with the folder that its patterns are relative to.
pub(super) struct IgnoreFile {
    pub(super) folder: PathBuf,
    pub(super) patterns: Gitignore,
}

/// Reads `.gitignore` of one folder. A pattern that does not parse is skipped, as git does.
pub(super) fn ignore_file(folder: &Path) -> Option<IgnoreFile> {
    compile(folder, &folder.join(IGNORE_FILE))
}

/// The rules that reach `root` from above: the user's own, those of the repository, and those of
/// the folders between. From the weakest to the strongest.
pub(super) fn inherited(root: &Path) -> Vec<IgnoreFile> {
    let mut rules = Vec::new();
    let Some(repository) = root.ancestors().find(|folder| folder.join(GIT_FOLDER).exists()) else {
        return rules;
    };
    let (global, _) = Gitignore::global();
    rules.push(IgnoreFile { folder: repository.to_owned(), patterns: global });
    rules.extend(compile(repository, &repository.join(GIT_FOLDER).join("info/exclude")));

    let mut folders: Vec<&Path> =
        root.ancestors().skip(1).take_while(|folder| folder.starts_with(repository)).collect();
    folders.reverse();
    rules.extend(folders.into_iter().filter_map(ignore_file));
    rules
}

fn compile(folder: &Path, file: &Path) -> Option<IgnoreFile> {
    if !file.is_file() {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    if let Some(error) = builder.add(file) {
        tracing::debug!(%error, "skipped a pattern");
    }
    let patterns = builder.build().ok()?;
    Some(IgnoreFile { folder: folder.to_owned(), patterns })
}
