//! From the save of a source to the message to the page, without the build itself: the bar is 100 ms.
//!
//! `cargo bench -p integration --bench edit_to_reload`, after `cargo build --workspace --release`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

const SAVES: usize = 20;
const BAR_MILLISECONDS: f64 = 100.0;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let example = integration::workspace().join("examples/c-raytracer");
    integration::copy_folder(&example, folder.path());
    let source = folder.path().join("src/main.c");
    let text = fs_err::read_to_string(&source).expect("the source");

    let mut server = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"))
        .args(["--message-format", "json", "--yes", "run", "--port", "0"])
        .arg(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`cargo-wasmrun` starts");
    let mut lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
    let mut next_build = || loop {
        let line = lines.next().expect("the server runs").expect("text");
        let event: Value = serde_json::from_str(&line).expect("JSON");
        if event["reason"] == "built" {
            return event;
        }
    };

    next_build();
    let mut overheads: Vec<f64> = (0..SAVES)
        .map(|save| {
            let begin = Instant::now();
            fs_err::write(&source, format!("{text}\nint saved_{save} = {save};\n"))
                .expect("a save");
            let event = next_build();
            assert_eq!(event["succeeded"], true, "{event}");
            let build = event["build_milliseconds"].as_f64().expect("a number");
            begin.elapsed().as_secs_f64() * 1_000.0 - build
        })
        .collect();
    let id = i32::try_from(server.id()).ok().and_then(Pid::from_raw).expect("its id");
    kill_process(id, Signal::INT).expect("it runs");
    server.wait().expect("its end");

    overheads.sort_by(f64::total_cmp);
    let (least, median, most) = (overheads[0], overheads[SAVES / 2], overheads[SAVES - 1]);
    writeln!(
        std::io::stdout(),
        "edit to reload, without the build: min {least:.1} ms, median {median:.1} ms, max {most:.1} ms"
    )
    .expect("standard output");
    assert!(median < BAR_MILLISECONDS, "the median is over {BAR_MILLISECONDS} ms");
}
