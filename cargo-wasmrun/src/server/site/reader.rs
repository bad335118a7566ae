//! Reads the files of a web app below one folder, so that the build may write there again.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata};

use super::super::Error;
use super::super::source_map;
use super::super::style_sheets::StyleSheets;
use super::file::File;
use crate::stamp::Stamp;

/// The most files of a web app.
const MOST_FILES: usize = 50_000;

/// The most bytes of all its files together.
const MOST_BYTES: u64 = 1 << 30;

/// The deepest that its folders are nested.
const DEEPEST: usize = 64;

/// A web app as one build left it: its files by their paths, without the first slash.
#[derive(Debug)]
pub struct Site {
    id: String,
    styles: StyleSheets,
    files: BTreeMap<String, Arc<File>>,
    index: String,
    bytes: u64,
    /// The folder below which a browser's debugger is shown sources.
    sources: Option<PathBuf>,
    /// The source maps of modules that come without, each made when it is asked for.
    maps: BTreeMap<String, OnceLock<Option<Arc<File>>>>,
}

impl Site {
    /// Reads every file below the folder of `index`, and `others` at the paths given with them. A
    /// browser's debugger is shown sources below the folder `sources`; without one, the files stay as they
    /// are.
    /// Dotfiles, links to folders and links that lead out are no part of it. What `previous` has and
    /// was not written since is not read again.
    pub fn read(
        index: &Path,
        others: &[(String, PathBuf)],
        sources: Option<&Path>,
        previous: Option<&Self>,
    ) -> Result<Self, Error> {
        let root = index.parent().unwrap_or(index);
        let unreadable = |source| Error::Unreadable { path: root.to_owned(), source };
        let folder = Dir::open_ambient_dir(root, ambient_authority()).map_err(unreadable)?;
        let mut reader =
            Reader { previous, has_sources: sources.is_some(), files: BTreeMap::new(), bytes: 0 };
        reader.folder(&folder, "", 0).map_err(unreadable)?;
        for (path, file) in others {
            let unreadable = |source| Error::Unreadable { path: file.clone(), source };
            reader.other(path, file).map_err(unreadable)?;
        }
        let name = index.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self::new(name, reader.files, reader.bytes, sources))
    }

    fn new(
        index: String,
        files: BTreeMap<String, Arc<File>>,
        bytes: u64,
        sources: Option<&Path>,
    ) -> Self {
        let mapped = files.iter().filter(|(_, file)| file.lacks_map);
        let maps = mapped.map(|(path, _)| (map_of(path), OnceLock::new())).collect();
        let sources = sources.map(Path::to_owned);
        let mut hasher = blake3::Hasher::new();
        let mut styles = Vec::new();
        for (path, file) in &files {
            if StyleSheets::has(path) {
                styles.push((format!("/{path}"), file.hash.clone()));
            } else {
                hasher.update(&(path.len() as u64).to_le_bytes());
                hasher.update(path.as_bytes());
                hasher.update(file.hash.as_bytes());
            }
        }
        let id = hasher.finalize().to_hex()[..32].to_owned();
        Self { id, styles: styles.into_iter().collect(), files, index, bytes, sources, maps }
    }

    /// Names all of the content but its style sheets, which are swapped without a reload.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The bytes of all files together.
    pub fn size(&self) -> u64 {
        self.bytes
    }

    /// Every file, by its path without the first slash.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, file)| (&**path, &*file.content))
    }

    /// Names all of its content.
    pub fn product_id(&self) -> String {
        self.styles.product_id(&self.id)
    }

    /// What its style sheets are named, by the paths from its own folder on.
    pub(in crate::server) fn styles(&self) -> &StyleSheets {
        &self.styles
    }

    /// The file that answers to a decoded path, which begins with a slash.
    pub(in crate::server) fn file(&self, path: &str) -> Option<&Arc<File>> {
        let path = path.strip_prefix('/')?;
        if path.is_empty() {
            return self.files.get(&self.index);
        }
        match path.strip_suffix('/') {
            Some(folder) => self.files.get(&format!("{folder}/index.html")),
            None => self.files.get(path).or_else(|| self.map(path)),
        }
    }

    /// The source map at this path, of a module that comes without.
    fn map(&self, path: &str) -> Option<&Arc<File>> {
        let map = self.maps.get(path)?.get_or_init(|| {
            let module = self.files.get(path.strip_suffix(MAP)?)?;
            let content = source_map::make(&module.content, self.sources.as_deref()?)?;
            Some(Arc::new(File::new(path, None, content)))
        });
        map.as_ref()
    }

    /// Whether `path` lacks the slash that makes it a folder with a page of its own.
    pub(in crate::server) fn is_folder(&self, path: &str) -> bool {
        path.strip_prefix('/')
            .is_some_and(|path| self.files.contains_key(&format!("{path}/index.html")))
    }

    /// The page that stands for all paths that the app makes up by itself.
    pub(in crate::server) fn index(&self) -> Option<&Arc<File>> {
        self.files.get(&self.index)
    }
}

/// What is added to the path of a module for that of its source map.
const MAP: &str = ".map";

fn map_of(module: &str) -> String {
    format!("{module}{MAP}")
}

struct Reader<'a> {
    previous: Option<&'a Site>,
    has_sources: bool,
    files: BTreeMap<String, Arc<File>>,
    bytes: u64,
}

impl Reader<'_> {
    fn folder(&mut self, folder: &Dir, prefix: &str, depth: usize) -> io::Result<()> {
        if depth > DEEPEST {
            return Err(io::Error::other("its folders are nested too deep"));
        }
        for entry in folder.entries()? {
            let entry = entry?;
            let name = entry.file_name();
            // What has no name in an address cannot be asked for.
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                self.folder(&entry.open_dir()?, &format!("{path}/"), depth + 1)?;
            } else if let Some(metadata) = file_metadata(folder, name) {
                self.file(folder, name, path, &metadata)?;
            }
        }
        Ok(())
    }

    fn file(
        &mut self,
        folder: &Dir,
        name: &str,
        path: String,
        metadata: &Metadata,
    ) -> io::Result<()> {
        self.add(path, Stamp::of_entry(metadata), metadata.len(), || {
            let mut content = Vec::new();
            folder.open(name)?.take(MOST_BYTES).read_to_end(&mut content)?;
            Ok(content)
        })
    }

    fn other(&mut self, path: &str, file: &Path) -> io::Result<()> {
        let path = path.trim_start_matches('/').to_owned();
        if path.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
            return Err(io::Error::other(format!("`{path}` is no path of a web app")));
        }
        let metadata = fs_err::metadata(file)?;
        self.add(path, Stamp::of(&metadata), metadata.len(), || fs_err::read(file))
    }

    /// A file, which names its source map if it is a module that could have one.
    fn read(&self, path: &str, stamp: Option<Stamp>, content: Vec<u8>) -> File {
        if self.has_sources {
            File::with_debugging(path, stamp, content)
        } else {
            File::new(path, stamp, content)
        }
    }

    fn add(
        &mut self,
        path: String,
        stamp: Option<Stamp>,
        length: u64,
        content: impl FnOnce() -> io::Result<Vec<u8>>,
    ) -> io::Result<()> {
        self.bytes += length;
        if self.bytes > MOST_BYTES || self.files.len() >= MOST_FILES {
            return Err(io::Error::other("it holds more files than a web app may have"));
        }
        let known = self.previous.and_then(|previous| previous.files.get(&path));
        let file = match known {
            Some(known) if stamp.is_some() && known.stamp == stamp => known.clone(),
            _ => Arc::new(self.read(&path, stamp, content()?)),
        };
        self.files.insert(path, file);
        Ok(())
    }
}

/// The metadata of a file below `folder`; a link is followed only if it stays inside.
fn file_metadata(folder: &Dir, name: &str) -> Option<Metadata> {
    match folder.metadata(name) {
        Ok(metadata) => metadata.is_file().then_some(metadata),
        Err(error) => {
            tracing::debug!(name, %error, "left out of the web app");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(folder.path().join("site/pages")).unwrap();
        fs_err::write(folder.path().join("site/index.html"), "<p>").unwrap();
        fs_err::write(folder.path().join("site/pages/index.html"), "<q>").unwrap();
        fs_err::write(folder.path().join("site/a.css"), "a{}").unwrap();
        fs_err::write(folder.path().join("site/.env"), "secret").unwrap();
        fs_err::write(folder.path().join("outside"), "secret").unwrap();
        folder
    }

    fn read(folder: &tempfile::TempDir) -> Site {
        Site::read(&folder.path().join("site/index.html"), &[], Some(folder.path()), None).unwrap()
    }

    #[test]
    fn holds_the_files_of_its_folder_and_no_others() {
        let folder = app();
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            symlink("../outside", folder.path().join("site/link")).unwrap();
            symlink(folder.path(), folder.path().join("site/up")).unwrap();
            symlink("a.css", folder.path().join("site/b.css")).unwrap();
        }
        let site = read(&folder);
        for path in ["/", "/index.html", "/pages/", "/pages/index.html", "/a.css"] {
            assert!(site.file(path).is_some(), "{path}");
        }
        for path in ["", "index.html", "/.env", "/../outside", "/link", "/up/outside", "//", "/."] {
            assert!(site.file(path).is_none(), "{path}");
        }
        assert!(site.is_folder("/pages") && !site.is_folder("/a.css"));
        assert_eq!(site.file("/b.css").is_some(), cfg!(unix), "a link that stays inside");
    }

    #[test]
    fn a_module_with_debugging_information_gets_a_source_map() {
        let folder = app();
        let module = |dwarf| {
            let mut parser = wat::Parser::new();
            let text = "(module (func (export \"run\")))";
            let wasm = parser.generate_dwarf(dwarf).parse_str(Some("a.wat".as_ref()), text);
            fs_err::write(folder.path().join("site/a.wasm"), wasm.unwrap()).unwrap();
        };
        module(wat::GenerateDwarf::Lines);
        let site = read(&folder);
        let told = &site.file("/a.wasm").unwrap().content;
        assert!(told.ends_with(b"\x10sourceMappingURL\x0aa.wasm.map"));
        assert_eq!(site.file("/a.wasm.map").unwrap().media_type, "application/json");
        assert!(site.file("/index.html.map").is_none());
        let index = folder.path().join("site/index.html");
        let site = Site::read(&index, &[], None, None).unwrap();
        let built = fs_err::read(folder.path().join("site/a.wasm")).unwrap();
        assert_eq!(site.file("/a.wasm").unwrap().content, built, "to be published");
        assert!(site.file("/a.wasm.map").is_none());
        fs_err::write(folder.path().join("site/a.wasm"), "\0asm\x01\0\0\0").unwrap();
        let site = read(&folder);
        assert_eq!(&site.file("/a.wasm").unwrap().content[..], b"\0asm\x01\0\0\0");
        assert!(site.file("/a.wasm.map").is_none());
    }

    #[test]
    fn a_style_sheet_leaves_the_id_alone_and_all_else_changes_it() {
        let folder = app();
        let first = read(&folder);
        fs_err::write(folder.path().join("site/a.css"), "b{}").unwrap();
        let second = read(&folder);
        assert_eq!(first.id(), second.id());
        assert_ne!(first.styles(), second.styles());
        fs_err::write(folder.path().join("site/pages/index.html"), "<r>").unwrap();
        assert_ne!(read(&folder).id(), first.id());
    }
}
