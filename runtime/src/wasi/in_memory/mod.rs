//! Folders that exist only in memory: for tests, for sandboxes, and where there is no disk.
//!
//! All of a folder's files and directories are nodes of one `Tree` behind one lock, so that every
//! operation is seen whole or not at all. Descriptors count as users of their nodes: a file that
//! was removed lives on until the last of them is closed.

mod file;
mod folder;
mod host;
mod lookup;
mod tree;

pub use host::MemoryFolder;

pub(super) use file::MemoryFile;
pub(super) use folder::{Directory, OpenRequest, Opened};
pub(super) use tree::NodeTimes;
