//! One file of a web app, with what is known of its content.

use std::io::Write as _;
use std::sync::OnceLock;

use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::source_map;
use super::media_type::{self, MODULE};
use crate::stamp::Stamp;

/// Smaller files are not worth the work.
const LEAST_COMPRESSED: usize = 1 << 10;

/// A file, read as a whole.
#[derive(Debug)]
pub(in crate::server) struct File {
    pub(super) stamp: Option<Stamp>,
    pub(super) media_type: &'static str,
    pub(super) content: Bytes,
    /// Names the content.
    pub(super) hash: String,
    /// Whether it is a module that could have a source map, and names the place of one beside it.
    pub(super) lacks_map: bool,
    compressed: OnceLock<Option<Bytes>>,
}

impl File {
    pub(super) fn new(path: &str, stamp: Option<Stamp>, content: Vec<u8>) -> Self {
        let hash = blake3::hash(&content).to_hex()[..32].to_owned();
        let (media_type, content) = (media_type::of(path), content.into());
        Self { stamp, media_type, content, hash, lacks_map: false, compressed: OnceLock::new() }
    }

    /// A file; a module with debugging information and no source map names one beside it.
    pub(super) fn with_debugging(path: &str, stamp: Option<Stamp>, content: Vec<u8>) -> Self {
        if media_type::of(path) != MODULE || !source_map::can_be_made(&content) {
            return Self::new(path, stamp, content);
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        let content = source_map::with_address(&content, &format!("{name}.map"));
        Self { lacks_map: true, ..Self::new(path, stamp, content) }
    }

    pub(super) fn is_page(&self) -> bool {
        self.media_type.starts_with("text/html")
    }

    /// The content as gzip has it, if that is worth while. Made once.
    pub(super) fn compressed(&self) -> Option<Bytes> {
        self.compressed.get_or_init(|| self.compress()).clone()
    }

    fn compress(&self) -> Option<Bytes> {
        if self.content.len() < LEAST_COMPRESSED || !media_type::is_compressible(self.media_type) {
            return None;
        }
        gzip(&self.content).filter(|compressed| compressed.len() < self.content.len())
    }
}

/// `bytes` as gzip has them.
pub(super) fn gzip(bytes: &[u8]) -> Option<Bytes> {
    // The network is this machine, so time counts for more than size.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
