//! What the embedder does with a folder in memory.

use std::{
    io,
    sync::{Arc, Mutex},
    time::SystemTime,
};

use super::{
    folder::{Directory, OpenRequest, Opened},
    tree::{ROOT, Tree},
};
use crate::wasi::{errno::Errno, types::FileType};

/// A folder that exists only in memory; clones share their contents.
///
/// A guest that it is [given to](crate::wasi::WasiCtxBuilder::preopen_memory) finds files,
/// directories and links in it, as on a disk. The embedder puts files there before, and looks at
/// what has become of them afterwards, or meanwhile.
///
/// Paths of the embedder's are relative, with slashes, and as little as the guest's they lead out.
///
/// ```
/// use wasmrun_runtime::wasi::{Access, MemoryFolder, WasiCtx};
///
/// let folder = MemoryFolder::with_capacity(1 << 20);
/// folder.write("config/settings.toml", "verbose = true")?;
/// let ctx = WasiCtx::builder()
///     .preopen_memory(&folder, "/", Access::ReadWrite)
///     .build()?;
/// // … when the guest has run:
/// assert_eq!(folder.read("config/settings.toml")?, b"verbose = true");
/// assert_eq!(folder.files()?, ["config/settings.toml"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct MemoryFolder {
    tree: Arc<Mutex<Tree>>,
}

impl MemoryFolder {
    /// An empty folder, whose contents take at most so many bytes; every name counts some, too.
    /// To a guest, more is "no space left".
    pub fn with_capacity(bytes: u64) -> Self {
        Self { tree: Arc::new(Mutex::new(Tree::new(bytes, now()))) }
    }

    /// Writes a file, in place of what it contained before, and makes the directories it is in.
    ///
    /// # Errors
    /// If there is no room, or if the path goes through a file or names a directory.
    pub fn write(&self, path: &str, contents: impl AsRef<[u8]>) -> io::Result<()> {
        if let Some((directories, _)) = path.rsplit_once('/') {
            self.create_dir_all(directories)?;
        }
        let request = OpenRequest {
            follow: true,
            create: true,
            truncate: true,
            write: true,
            ..OpenRequest::default()
        };
        let Opened::File(mut file) = self.root()?.open(path.as_bytes(), request, now())? else {
            return Err(io::ErrorKind::IsADirectory.into());
        };
        let contents = contents.as_ref();
        let written = file.write(&[io::IoSlice::new(contents)], false, now())?;
        if written < contents.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    /// Makes a directory, and those it is in. That it is there already is no error.
    ///
    /// # Errors
    /// If there is no room, or if the path goes through a file.
    pub fn create_dir_all(&self, path: &str) -> io::Result<()> {
        let root = self.root()?;
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        for directory in ends.map(|end| &path[..end]).filter(|path| !path.is_empty()) {
            match root.create_directory(directory.as_bytes(), now()) {
                Err(Errno::Exist) | Ok(()) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(())
    }

    /// What a file contains.
    ///
    /// # Errors
    /// If there is no such file.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let request = OpenRequest { follow: true, ..OpenRequest::default() };
        let Opened::File(mut file) = self.root()?.open(path.as_bytes(), request, now())? else {
            return Err(io::ErrorKind::IsADirectory.into());
        };
        let mut contents = vec![0; usize::try_from(file.stat()?.size).unwrap_or(0)];
        let read = file.read(&mut [io::IoSliceMut::new(&mut contents)])?;
        contents.truncate(read);
        Ok(contents)
    }

    /// The paths of all files, in order, whatever directories they are in. Of names that are not
    /// UTF-8, the parts that are not are replaced.
    ///
    /// # Errors
    /// If the folder changes meanwhile.
    pub fn files(&self) -> io::Result<Vec<String>> {
        let root = self.root()?;
        let (mut files, mut directories) = (Vec::new(), vec![Vec::new()]);
        while let Some(path) = directories.pop() {
            let request = OpenRequest { directory: true, ..OpenRequest::default() };
            let at = if path.is_empty() { b"." } else { &path[..] };
            let Opened::Directory(directory) = root.open(at, request, now())? else { continue };
            directory.for_each_entry(|name, stat| {
                let slash = if path.is_empty() { &b""[..] } else { b"/" };
                let path = [&path[..], slash, name].concat();
                match stat.file_type {
                    FileType::Directory => directories.push(path),
                    FileType::RegularFile => files.push(String::from_utf8_lossy(&path).into()),
                    _ => {}
                }
                Ok(())
            })?;
        }
        files.sort();
        Ok(files)
    }

    /// A handle to everything, for a guest's descriptor.
    pub(in crate::wasi) fn root(&self) -> Result<Directory, Errno> {
        Directory::new(&self.tree, ROOT)
    }
}

/// The embedder's time: nanoseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}
