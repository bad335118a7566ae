//! Our page's files, built from `ui/` and part of the executable.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::hex::hex;

/// One file of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageFile {
    pub(super) path: &'static str,
    pub(super) content_type: &'static str,
    pub(super) content: &'static [u8],
}

macro_rules! page_files {
    ($($path:literal => $file:literal, $content_type:literal;)*) => {
        &[$(PageFile {
            path: $path,
            content_type: $content_type,
            content: include_bytes!(concat!("../../ui/dist/", $file)),
        }),*]
    };
}

/// Every file of the page, with the path it is served at.
pub(super) const FILES: &[PageFile] = page_files! {
    "/" => "index.html", "text/html; charset=utf-8";
    "/__wasmrun/page/page.js" => "page.js", "text/javascript; charset=utf-8";
    "/__wasmrun/page/page.css" => "page.css", "text/css; charset=utf-8";
    "/__wasmrun/page/worker.js" => "worker.js", "text/javascript; charset=utf-8";
    "/__wasmrun/page/icon.svg" => "icon.svg", "image/svg+xml";
};

/// What every page of a web app gets, to reload it and to tell of failed builds.
pub(super) const CLIENT: &[u8] = include_bytes!("../../ui/dist/client.js");

/// Names the content of the page: a page of another build of ours must be loaded anew.
pub(super) fn id() -> String {
    name_of(FILES.iter().map(|file| file.content))
}

/// Names the content of the client, which a browser keeps under this name.
pub(super) fn client_id() -> &'static str {
    static ID: LazyLock<String> = LazyLock::new(|| name_of([CLIENT]));
    &ID
}

fn name_of(contents: impl IntoIterator<Item = &'static [u8]>) -> String {
    let mut hasher = Sha256::new();
    for content in contents {
        hasher.update(content);
    }
    hex(&hasher.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_refers_to_nothing_that_is_not_here() {
        let index = std::str::from_utf8(FILES[0].content).unwrap();
        let references =
            index.split(['"', '\'']).filter(|part| part.starts_with('/') && part.len() > 1);
        let mut count = 0;
        for reference in references {
            assert!(FILES.iter().any(|file| file.path == reference), "{reference}");
            count += 1;
        }
        assert!(count >= 3, "the page refers to its script, its style sheet and its icon");
    }

    #[test]
    fn the_page_stays_small() {
        let bytes: usize = FILES.iter().map(|file| file.content.len()).sum();
        assert!(bytes < 400 << 10, "{bytes} bytes");
    }
}
