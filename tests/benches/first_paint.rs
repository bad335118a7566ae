//! How soon our page is to be seen, from the begin of the navigation to the first paint, and how large its files are.
//!
//! `cargo build --release --workspace && cargo bench -p integration --bench first_paint`

#[expect(dead_code, reason = "the browser's tests use all of it")]
mod browser;

use std::io::Write as _;
use std::path::Path;

use browser::page::Page;
use browser::project::{Module, writes};
use browser::server::Server;
use flate2::Compression;
use flate2::write::GzEncoder;

const ROUNDS: usize = 15;

/// The most that the page's own files may have together, compressed, in bytes.
const MOST_BYTES: usize = 150_000;

/// When the browser painted something for the first time, in milliseconds since the navigation began.
const FIRST_PAINT: &str = "new Promise((done) => new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') done(startTime);
}).observe({ type: 'paint', buffered: true }))";

fn main() {
    sizes();
    paints();
}

/// Prints what each file of the page has, compressed as `gzip` does it by itself.
fn sizes() {
    let folder = integration::workspace().join("cargo-wasmrun/ui/dist");
    let files = fs_err::read_dir(folder).expect("the page is built");
    let mut sizes: Vec<(usize, String)> = files
        .map(|file| file.expect("a file"))
        .map(|file| (compressed(&file.path()), file.file_name().to_string_lossy().into_owned()))
        .collect();
    sizes.sort_by(|left, right| right.cmp(left));
    let sum: usize = sizes.iter().map(|(bytes, _)| bytes).sum();
    let list: Vec<String> = sizes.iter().map(|(bytes, name)| format!("{name} {bytes}")).collect();
    say(&format!("{sum} of {MOST_BYTES} bytes, compressed: {}", list.join(", ")));
    assert!(sum < MOST_BYTES, "the page is too large");
}

fn compressed(path: &Path) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&fs_err::read(path).expect("a file of the page")).expect("memory");
    encoder.finish().expect("memory").len()
}

fn paints() {
    let module = Module::new(&writes("seen\n"));
    let server = Server::start(&module.path());
    let mut paints = Vec::new();
    for _ in 0..ROUNDS {
        // A browser of its own each time, so that nothing is cached.
        let Some(page) = Page::open("first paint", server.url()) else { return };
        page.wait_for_output("seen");
        paints.push(page.value(FIRST_PAINT).as_f64().expect("a time"));
    }
    paints.sort_by(f64::total_cmp);
    let (least, median, most) = (paints[0], paints[ROUNDS / 2], paints[ROUNDS - 1]);
    say(&format!(
        "first contentful paint: min {least:.0} ms, median {median:.0} ms, max {most:.0} ms"
    ));
}

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("standard output");
}
