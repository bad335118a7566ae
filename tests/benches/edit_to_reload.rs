//! From the save of a source to the new output in the open page, without the build itself: the bar is 100 ms.
//!
//! `cargo build --release --workspace && cargo bench -p integration --bench edit_to_reload`

#[path = "../suite/browser/page.rs"]
#[expect(dead_code, reason = "the browser's tests use all of it")]
mod page;
#[path = "../suite/browser/server.rs"]
#[expect(dead_code, reason = "the browser's tests use all of it")]
mod server;

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use page::Page;
use server::Server;

const SAVES: usize = 20;
const BAR_MILLISECONDS: f64 = 100.0;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("main.c");
    save(&source, 0);
    let mut server = Server::start(folder.path());
    assert_eq!(server.wait("built")["succeeded"], true);
    let Some(page) = Page::open("edit_to_reload", server.url()) else { return };
    page.wait_for_output("saved 0.");

    let mut overheads: Vec<f64> = (1..=SAVES)
        .map(|number| {
            let begin = Instant::now();
            save(&source, number);
            page.wait_for_output(&format!("saved {number}."));
            let seen = begin.elapsed().as_secs_f64() * 1_000.0;
            let built = server.wait("built");
            seen - built["build_milliseconds"].as_f64().expect("a number")
        })
        .collect();

    overheads.sort_by(f64::total_cmp);
    let (least, median, most) = (overheads[0], overheads[SAVES / 2], overheads[SAVES - 1]);
    writeln!(
        std::io::stdout(),
        "save to new output in the page, without the build: min {least:.1} ms, median {median:.1} ms, max {most:.1} ms"
    )
    .expect("standard output");
    assert!(median < BAR_MILLISECONDS, "the median is over {BAR_MILLISECONDS} ms");
}

/// Writes a program that says which save it comes from.
fn save(source: &Path, number: usize) {
    let program =
        format!("#include <stdio.h>\n\nint main(void) {{\n    puts(\"saved {number}.\");\n}}\n");
    fs_err::write(source, program).expect("a save");
}
