//! How fast the page's terminal shows much output, and whether the page stays fluid meanwhile.
//!
//! `cargo build --release --workspace && cargo bench -p integration --bench terminal_output`

#[expect(dead_code, reason = "the browser's tests use all of it")]
mod browser;

use std::io::Write as _;

use browser::page::Page;
use browser::project::{Module, program};
use browser::server::Server;

const MEGABYTES: usize = 50;

/// About what one call of the guest writes.
const PIECE_BYTES: usize = 4_000;

/// The frames from the program's first step to the sight of all that it wrote: the time in milliseconds from each
/// to the next.
const MEASURE: &str = "window.measured = new Promise((done) => {
    const frames = [];
    let last;
    const frame = (now) => {
        const waits = document.querySelector('[data-phase=waiting]') !== null;
        if (!waits && last !== undefined) frames.push(now - last);
        last = now;
        const ended = document.querySelector('[data-exit=\"0\"]') !== null;
        if (ended && document.querySelector('.terminal').textContent.endsWith('the end')) done(JSON.stringify(frames));
        else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}); void 0";

fn main() {
    for (name, line) in [
        ("lines of 2 bytes", "y\n".to_owned()),
        ("lines of 80 bytes", format!("{}\n", "column ".repeat(12).split_at(79).0)),
        ("colours", "\x1b[32mok\x1b[0m  a test of \x1b[1msomething\x1b[0m\n".to_owned()),
    ] {
        let frames = measure(&line);
        if frames.is_empty() {
            return;
        }
        report(name, frames);
    }
}

/// Has a program write the line again and again.
fn measure(line: &str) -> Vec<f64> {
    let piece = line.repeat(PIECE_BYTES / line.len());
    let turns = MEGABYTES * 1_000_000 / piece.len();
    let body = format!(
        "(local $left i32) (local.set $left (i32.const {turns}))
         (drop (call $line))
         (loop $more
           (call $print (i32.const 8192) (i32.const {}))
           (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
         (call $print (i32.const 1024) (i32.const 7))",
        piece.len()
    );
    // `$line` reads to 2048, so the piece is further behind.
    let module = Module::new(&program(&body, &format!("{:7168}{piece}", "the end")));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("much output", server.url()) else { return Vec::new() };
    page.wait_until("a waiting program", "document.querySelector('[data-phase=waiting]') !== null");
    page.value(MEASURE);
    page.type_line("go");
    let frames = page.value("window.measured");
    serde_json::from_str(frames.as_str().expect("text")).expect("a list of numbers")
}

fn report(name: &str, mut frames: Vec<f64>) {
    let seconds = frames.iter().sum::<f64>() / 1_000.0;
    frames.sort_by(f64::total_cmp);
    let within = |share: usize| frames[(frames.len() * share / 100).min(frames.len() - 1)];
    writeln!(
        std::io::stdout(),
        "{name}: {:.1} MB/s; {:.0} frames per second, of which the half takes {:.0} ms, 99 % {:.0} ms, the longest {:.0} ms",
        MEGABYTES as f64 / seconds,
        frames.len() as f64 / seconds,
        within(50),
        within(99),
        within(100)
    )
    .expect("standard output");
}
