//! A folder with a web app, to be changed while it is served.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::server::Server;

const PAGE: &str = "<!doctype html><html><head><title>app</title>\
    <link rel=\"stylesheet\" href=\"style.css\"></head><body><p id=\"text\">first</p>\
    <script type=\"module\" src=\"main.mjs\"></script></body></html>";

/// A folder with a web app.
pub(crate) struct App {
    folder: TempDir,
}

impl App {
    /// A page with a style sheet and a script, and beside the folder a file that is no part of it.
    pub(crate) fn new() -> Self {
        let app = Self { folder: tempfile::tempdir().expect("a folder") };
        fs_err::create_dir(app.path()).expect("a folder");
        app.write("index.html", PAGE);
        app.write("style.css", "#text { color: rgb(1, 2, 3) }");
        app.write("main.mjs", "console.log('hello from', document.title)");
        fs_err::write(app.folder.path().join("secret.txt"), "secret").expect("a file");
        app
    }

    /// The app's folder.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("app")
    }

    /// Writes one of its files.
    pub(crate) fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs_err::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs_err::write(path, content).expect("the file is written");
    }

    /// Changes the text of the page.
    pub(crate) fn say(&self, text: &str) {
        self.write("index.html", PAGE.replace("first", text));
    }

    /// Serves it on free ports.
    pub(crate) fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// Serves it on free ports, with further arguments.
    pub(crate) fn serve_with(&self, arguments: &[&str]) -> Server {
        let mut server = Server::start_with(&self.path(), ["--port", "0"].iter().chain(arguments));
        server.wait("built");
        server
    }
}
