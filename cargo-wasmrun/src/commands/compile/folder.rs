//! The files of a build in a folder where the user may keep others: those of the build before make way for them, and a
//! file that is not as a build has left it is the user's and stays.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

/// Puts `files`, by their paths, into `folder`, and takes those out that the last build has put there. What it has put there is in
/// the file `record`. The paths of files that would have been replaced but are the user's are given back.
pub(super) fn replace(
    folder: &Path,
    record: &Path,
    files: &BTreeMap<String, Vec<u8>>,
) -> io::Result<Vec<String>> {
    fs_err::create_dir_all(folder)?;
    // No link that is in there leads out again.
    let dir = Dir::open_ambient_dir(folder, ambient_authority())?;
    let earlier = Record::read(record)?;
    let mut written = Record::default();
    written.add(files);
    // Were we ended half-way, the next build would have to know both.
    let mut both = earlier.clone();
    both.add(files);
    both.write(record)?;
    for path in earlier.paths().filter(|&path| !files.contains_key(path)) {
        if earlier.is_as_left(&dir, path)? {
            remove(&dir, path)?;
        }
    }
    let mut kept = Vec::new();
    for (path, content) in files {
        if is_absent(&dir, path)? || earlier.is_as_left(&dir, path)? {
            write(&dir, path, content)?;
        } else if !written.is_as_left(&dir, path)? {
            written.forget(path);
            kept.push(path.clone());
        }
    }
    written.write(record)?;
    Ok(kept)
}

/// What builds have put into the folder: by the paths, what the contents are named. There are two while a build takes
/// the place of another.
#[derive(Clone, Default)]
struct Record(BTreeMap<String, BTreeSet<String>>);

impl Record {
    /// What was recorded; nothing if there is no such file.
    fn read(path: &Path) -> io::Result<Self> {
        match fs_err::read(path) {
            Ok(json) => Ok(Self(serde_json::from_slice(&json)?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs_err::create_dir_all(folder)?;
        }
        fs_err::write(path, serde_json::to_vec_pretty(&self.0)?)
    }

    fn add(&mut self, files: &BTreeMap<String, Vec<u8>>) {
        for (path, content) in files {
            self.0.entry(path.clone()).or_default().insert(name_of(content));
        }
    }

    fn forget(&mut self, path: &str) {
        self.0.remove(path);
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether a file is one of these, and nobody has changed it since.
    fn is_as_left(&self, dir: &Dir, path: &str) -> io::Result<bool> {
        let Some(names) = self.0.get(path) else { return Ok(false) };
        let is_file = dir.symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
        Ok(is_file && names.contains(&name_of(&dir.read(path)?)))
    }
}

/// Names a content.
fn name_of(content: &[u8]) -> String {
    blake3::hash(content).to_string()
}

fn is_absent(dir: &Dir, path: &str) -> io::Result<bool> {
    match dir.symlink_metadata(path) {
        Ok(_) => Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Removes a file, and the folders that are empty without it.
fn remove(dir: &Dir, path: &str) -> io::Result<()> {
    dir.remove_file(path)?;
    let folders = Path::new(path).ancestors().skip(1).take_while(|path| *path != Path::new(""));
    for folder in folders {
        if dir.remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

fn write(dir: &Dir, path: &str, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = Path::new(path).parent() {
        dir.create_dir_all(folder)?;
    }
    dir.write(path, content)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Output(tempfile::TempDir);

    impl Output {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn build(&self, files: &[(&str, &str)]) -> Vec<String> {
            let files = files.iter().map(|&(path, text)| (path.to_owned(), text.into())).collect();
            replace(&self.0.path().join("web"), &self.0.path().join("record"), &files).unwrap()
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.0.path().join("web").join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }

        /// The files by their paths.
        fn files(&self) -> BTreeMap<String, String> {
            let folder = self.0.path().join("web");
            let entries = ignore::WalkBuilder::new(&folder).standard_filters(false).build();
            let entries = entries.map(Result::unwrap);
            entries
                .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
                .map(|entry| {
                    let path = entry.path().strip_prefix(&folder).unwrap();
                    let text = fs_err::read_to_string(entry.path()).unwrap();
                    (path.to_string_lossy().replace('\\', "/"), text)
                })
                .collect()
        }

        fn holds(&self, files: &[(&str, &str)]) {
            let files = files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned()));
            assert_eq!(self.files(), files.collect());
        }
    }

    #[test]
    fn what_the_last_build_left_makes_way() {
        let output = Output::new();
        assert!(output.build(&[("a.js", "1"), ("deep/er/b.js", "1"), ("c", "1")]).is_empty());
        assert!(output.build(&[("a.js", "2"), ("c/d", "2")]).is_empty());
        output.holds(&[("a.js", "2"), ("c/d", "2")]);
        assert!(!output.0.path().join("web/deep").exists(), "nor do empty folders stay");
    }

    #[test]
    fn what_is_the_users_stays() {
        let output = Output::new();
        output.build(&[("a.js", "1"), ("style.css", "1"), ("old/b.js", "1"), ("old/c.js", "1")]);
        output.write("CNAME", "example.com");
        output.write("style.css", "mine");
        output.write("old/c.js", "mine");
        output.write("new.js", "mine");
        let kept = output.build(&[("a.js", "2"), ("style.css", "2"), ("new.js", "2")]);
        assert_eq!(kept, ["new.js", "style.css"]);
        let users = [
            ("CNAME", "example.com"),
            ("new.js", "mine"),
            ("old/c.js", "mine"),
            ("style.css", "mine"),
        ];
        output.holds(&[&[("a.js", "2")][..], &users].concat());
        // Neither is it the build's one build later, nor when it is removed from the build.
        assert_eq!(output.build(&[("style.css", "3")]), ["style.css"]);
        output.holds(&users);
    }

    #[test]
    fn a_build_that_was_cut_off_is_gone_on_with() {
        let output = Output::new();
        output.build(&[("a.js", "1"), ("b.js", "1")]);
        let record = fs_err::read(output.0.path().join("record")).unwrap();
        output.build(&[("a.js", "2"), ("c.js", "2")]);
        // As if only the first of its files had been written.
        let mut half = Record(serde_json::from_slice(&record).unwrap());
        half.add(&BTreeMap::from([("a.js".to_owned(), b"2".to_vec())]));
        half.write(&output.0.path().join("record")).unwrap();
        output.write("b.js", "1");
        fs_err::remove_file(output.0.path().join("web/c.js")).unwrap();
        assert!(output.build(&[("a.js", "3")]).is_empty());
        output.holds(&[("a.js", "3")]);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_nobody_to_other_files() {
        use fs_err::os::unix::fs::symlink;
        let output = Output::new();
        output.build(&[("a.js", "1"), ("assets/b.js", "1")]);
        let outside = output.0.path().join("outside");
        fs_err::create_dir(&outside).unwrap();
        fs_err::write(outside.join("a.js"), "1").unwrap();
        fs_err::write(outside.join("b.js"), "1").unwrap();
        let web = output.0.path().join("web");
        fs_err::remove_file(web.join("a.js")).unwrap();
        symlink(outside.join("a.js"), web.join("a.js")).unwrap();
        fs_err::remove_dir_all(web.join("assets")).unwrap();
        symlink(&outside, web.join("assets")).unwrap();
        let files = [("a.js", "2"), ("assets/b.js", "2")];
        let files = files.map(|(path, text)| (path.to_owned(), text.into())).into();
        assert!(replace(&web, &output.0.path().join("record"), &files).is_err());
        output.build(&[]);
        for file in ["a.js", "b.js"] {
            assert_eq!(fs_err::read_to_string(outside.join(file)).unwrap(), "1", "{file}");
        }
    }
}
