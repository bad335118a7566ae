//! What benchmarks of the page share with the browser's tests. The library of this package cannot hold it: only tests and
//! benchmarks can name the executable, and whoever uses the library would have to compile what drives a browser.

#[path = "../../suite/browser/page.rs"]
pub(crate) mod page;
#[path = "../../suite/browser/project.rs"]
pub(crate) mod project;
#[path = "../../suite/browser/server.rs"]
pub(crate) mod server;
