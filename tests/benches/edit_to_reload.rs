//! From the save of a source to the new output in the open page, without the build itself: the bar is 100 ms.
//! And from the end of the build alone, by the one clock that server and page share: the bar is 50 ms.
//!
//! `cargo build --release --workspace && cargo bench -p integration --bench edit_to_reload`

#[expect(dead_code, reason = "the browser's tests use all of it")]
mod browser;

use std::io::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use browser::page::Page;
use browser::server::Server;
use serde_json::Value;

const SAVES: usize = 20;
const BAR_MILLISECONDS: f64 = 100.0;
const BAR_FROM_BUILD: f64 = 50.0;

/// Notes when the terminal shows the next line.
const NOTE_THE_OUTPUT: &str = "{
    const terminal = document.querySelector('.terminal');
    const before = terminal.textContent;
    const observer = new MutationObserver(() => {
        if (terminal.textContent === before || !terminal.textContent.includes('saved')) return;
        window.seen = Date.now();
        observer.disconnect();
    });
    observer.observe(terminal, { subtree: true, childList: true, characterData: true });
}";

/// How long after the end of the build, in milliseconds, that was.
const SINCE_THE_BUILD: &str = "fetch('/__wasmrun/v1/state')
    .then((response) => response.json())
    .then((state) => window.seen - state.history.at(-1).at)";

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("main.c");
    save(&source, 0);
    let mut server = Server::start(folder.path());
    assert_eq!(server.wait("built")["succeeded"], true);
    let Some(page) = Page::open("edit_to_reload", server.url()) else { return };
    page.wait_for_output("saved 0.");

    let mut from_build: Vec<f64> = Vec::new();
    let mut overheads: Vec<f64> = (1..=SAVES)
        .map(|number| {
            page.value(NOTE_THE_OUTPUT);
            let begin =
                SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that is right");
            save(&source, number);
            page.wait_for_output(&format!("saved {number}."));
            let built = server.wait("built");
            let milliseconds = |value: &Value| value.as_f64().expect("a number");
            from_build.push(milliseconds(&page.value(SINCE_THE_BUILD)));
            // By the page's word, since asking it again and again takes longer.
            let seen = milliseconds(&page.value("window.seen")) - begin.as_secs_f64() * 1_000.0;
            seen - milliseconds(&built["build_milliseconds"])
        })
        .collect();

    overheads.sort_by(f64::total_cmp);
    let (least, median, most) = (overheads[0], overheads[SAVES / 2], overheads[SAVES - 1]);
    writeln!(
        std::io::stdout(),
        "save to new output in the page, without the build: min {least:.1} ms, median {median:.1} ms, max {most:.1} ms"
    )
    .expect("standard output");
    from_build.sort_by(f64::total_cmp);
    let (least, middle, most) = (from_build[0], from_build[SAVES / 2], from_build[SAVES - 1]);
    writeln!(
        std::io::stdout(),
        "end of the build to new output in the page: min {least:.0} ms, median {middle:.0} ms, max {most:.0} ms"
    )
    .expect("standard output");
    assert!(middle < BAR_FROM_BUILD, "the median is over {BAR_FROM_BUILD} ms");
    assert!(median < BAR_MILLISECONDS, "the median is over {BAR_MILLISECONDS} ms");
}

/// Writes a program that says which save it comes from.
fn save(source: &Path, number: usize) {
    let program =
        format!("#include <stdio.h>\n\nint main(void) {{\n    puts(\"saved {number}.\");\n}}\n");
    fs_err::write(source, program).expect("a save");
}
