//! How soon our page is to be seen: from the begin of the navigation to the first paint.
//!
//! `cargo build --release --workspace && cargo bench -p integration --bench first_paint`

#[path = "../suite/browser/page.rs"]
#[expect(dead_code, reason = "the browser's tests use all of it")]
mod page;
#[path = "../suite/browser/project.rs"]
#[expect(dead_code, reason = "the browser's tests use all of it")]
mod project;
#[path = "../suite/browser/server.rs"]
#[expect(dead_code, reason = "the browser's tests use all of it")]
mod server;

use std::io::Write as _;

use page::Page;
use project::{Module, writes};
use server::Server;

const ROUNDS: usize = 15;

/// When the browser painted something for the first time, in milliseconds since the navigation began.
const FIRST_PAINT: &str = "new Promise((done) => new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') done(startTime);
}).observe({ type: 'paint', buffered: true }))";

fn main() {
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
    writeln!(
        std::io::stdout(),
        "first contentful paint: min {least:.0} ms, median {median:.0} ms, max {most:.0} ms"
    )
    .expect("standard output");
}
