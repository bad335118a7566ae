//! The browser's own debugger and the sources of a program: it stops at a line of them.

use std::sync::Arc;
use std::sync::mpsc;

use headless_chrome::protocol::cdp::Debugger;
use headless_chrome::protocol::cdp::types::Event;
use serde_json::{Value, json};

use crate::language::Language;
use crate::project::Project;
use crate::served::{PATIENCE, Served};
use crate::source_map::Map;
use crate::toolchain::look_for;
use crate::worker::Workers;

#[test]
fn a_breakpoint_in_assemblyscript_stops_the_program_there() {
    let language = &crate::assemblyscript::ASSEMBLYSCRIPT;
    let Some(project) = language.project("debugging") else { return };
    let Some(served) = Served::start("languages: assemblyscript: debugging", &project) else {
        return;
    };
    let source = "assembly/world.ts";
    let text = project.read(source);
    let ready = "document.querySelector('#generation')?.textContent !== ''";
    // What decides whether a cell lives.
    stops(&served, "assemblyscript-life.wasm", ready, (source, &text, "this.next[index] = "));
}

/// Counts frames for ever.
const FRAMES: &str = "#include <emscripten.h>
#include <iostream>
static int frames;
static void frame() {
  if (frames == 0) std::cout << \"running\" << std::endl;
  frames++;
}
int main() { emscripten_set_main_loop(frame, 0, false); }
";

#[test]
fn a_breakpoint_in_cpp_stops_the_program_there() {
    let test = "languages: c: debugging";
    let Some(project) = crate::emscripten::project(test, "frames") else { return };
    project.write("src/main.cpp", FRAMES);
    let Some(served) = Served::start(test, &project) else { return };
    let ready = "document.querySelector('#output')?.innerText.includes('running')";
    stops(&served, "frames.wasm", ready, ("src/main.cpp", FRAMES, "frames++;"));
}

/// Counts for ever, in a page.
const TICKS_IN_RUST: &str = "use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern \"C\" {
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(callback: &Closure<dyn FnMut()>, milliseconds: u32) -> i32;
    #[wasm_bindgen(js_namespace = [\"document\", \"body\", \"classList\"], js_name = add)]
    fn mark(class: &str);
}

fn main() {
    let mut ticks = 0;
    let tick = Closure::new(move || {
        ticks += 1;
        mark(&format!(\"after-{ticks}\"));
    });
    set_interval(&tick, 50);
    tick.forget();
}
";

#[test]
fn a_breakpoint_in_a_web_app_in_rust_stops_it_there() {
    let (test, source) = ("languages: rust: debugging a web app", "src/main.rs");
    // A program of its own, of which nothing but the libraries is the example's: they are compiled already.
    let language = Language { example: "rust-minesweeper", ..crate::rust::RUST };
    let Some(project) = language.project("debugging a web app") else { return };
    project.write(source, TICKS_IN_RUST);
    project.write("index.html", "<!doctype html><title>Ticks</title>");
    let Some(served) = Served::start(test, &project) else { return };
    let ready = "document.body?.classList.contains('after-2')";
    stops(&served, "minesweeper_bg.wasm", ready, (source, TICKS_IN_RUST, "ticks += 1;"));
}

/// Counts for ever.
const COUNTS_IN_C: &str = "#include <stdio.h>
static volatile unsigned count;
static void step(unsigned by) {
  count += by;
}
int main(void) {
  puts(\"running\");
  fflush(stdout);
  for (;;) step(count % 3);
}
";
const COUNTS_IN_CPP: &str = "#include <iostream>
struct Counter {
  volatile unsigned count = 0;
  void step(unsigned by) {
    count = count + by;
  }
};
int main() {
  Counter counter;
  std::cout << \"running\" << std::endl;
  for (;;) counter.step(3);
}
";
const COUNTS_IN_RUST: &str = "fn step(count: u32, by: u32) -> u32 {
    let next = count.wrapping_add(by);
    std::hint::black_box(next)
}

fn main() {
    println!(\"running\");
    let mut count = 0;
    loop {
        count = step(count, 3);
    }
}
";

#[test]
fn a_breakpoint_in_c_stops_a_program_in_our_page() {
    let project = Project::empty("c", "counts");
    stops_in_our_page(&crate::c::C, &project, ("main.c", COUNTS_IN_C, "count += by;"));
}

#[test]
fn a_breakpoint_in_cpp_stops_a_program_in_our_page() {
    let project = Project::empty("c", "counts");
    let place = ("src/main.cpp", COUNTS_IN_CPP, "count = count + by;");
    stops_in_our_page(&crate::c::CPP, &project, place);
}

#[test]
fn a_breakpoint_in_rust_stops_a_program_in_our_page() {
    let project = Project::empty("rust", "counts");
    project.write("Cargo.toml", "[package]\nname = \"counts\"\nedition = \"2024\"\n");
    let place = ("src/main.rs", COUNTS_IN_RUST, "count.wrapping_add(by)");
    stops_in_our_page(&crate::rust::RUST, &project, place);
}

/// Opens our page, which runs the program in a worker, and sets a breakpoint at a statement of a source:
/// the program stops there.
#[track_caller]
fn stops_in_our_page(language: &Language, project: &Project, place: (&str, &str, &str)) {
    let (source, text, statement) = place;
    project.write(source, text);
    let test = format!("languages: {}: debugging in our page", language.plugin);
    if integration::require(&test, look_for(project, language.bring)).is_none() {
        return;
    }
    let Some(served) = Served::start(&test, project) else { return };
    let workers = Workers::watch(&served.tab);
    served.open();
    served.wait_until("document.querySelector('.terminal')?.textContent.includes('running')");
    let mut worker = workers.next();
    worker.call("Debugger.enable", &json!({}));
    let is_program = |script: &Value| script["scriptLanguage"] == "WebAssembly";
    let script = worker.event("Debugger.scriptParsed", is_program);
    let (url, map) = (&script["url"], &script["sourceMapURL"]);
    let fetched = format!("(async () => (await fetch(new URL({map}, {url}))).text())()");
    let map = read_map(&served, &fetched);
    let (line, column) = map.place_of(source, text, statement);
    let place = json!({ "url": url, "lineNumber": 0, "columnNumber": column });
    worker.call("Debugger.setBreakpointByUrl", &place);
    let paused = worker.event("Debugger.paused", |_| true);
    let column = paused["callFrames"][0]["location"]["columnNumber"].as_u64();
    let column = column.and_then(|column| u32::try_from(column).ok()).expect("a place");
    assert_eq!(map.source_of(column), Some((source, line)));
}

/// Opens the app, and sets a breakpoint at a statement of a source: the program stops there.
#[track_caller]
fn stops(served: &Served, module: &str, ready: &str, place: (&str, &str, &str)) {
    let (source, text, statement) = place;
    let (sender, events) = mpsc::channel();
    let listener = move |event: &Event| {
        if let Event::DebuggerPaused(paused) = event {
            // The browser outlives the test.
            let _ = sender.send(paused.params.call_frames.clone());
        }
    };
    served.tab.add_event_listener(Arc::new(listener)).expect("a listener");
    served.tab.enable_debugger().expect("a debugger");
    served.open();
    served.wait_until(ready);
    let module = format!("{}/{module}", served.url().trim_end_matches('/'));
    let map = read_map(served, &fetch_map(&module));
    let (line, column) = map.place_of(source, text, statement);
    let breakpoint = Debugger::SetBreakpointByUrl {
        line_number: 0,
        url: Some(module),
        url_regex: None,
        script_hash: None,
        column_number: Some(column),
        condition: None,
    };
    served.tab.call_method(breakpoint).expect("a breakpoint");
    let stopped = events.recv_timeout(PATIENCE).expect("it stops");
    let frame = stopped.first().expect("in a function");
    let column = frame.location.column_number.expect("a place in the module");
    assert_eq!(map.source_of(column), Some((source, line)));
}

/// Reads the source map that a script gives.
#[track_caller]
fn read_map(served: &Served, script: &str) -> Map {
    let map = served.tab.evaluate(script, true).expect("the map is served").value;
    Map::read(map.as_ref().and_then(Value::as_str).expect("text"))
}

/// What gives the source map that the module names in a section of its own. The module is not compiled
/// for that: the browser's debugger would take it for the one that runs.
fn fetch_map(module: &str) -> String {
    format!(
        "(async () => {{
            const bytes = await (await fetch('{module}')).arrayBuffer();
            const text = new TextDecoder('latin1').decode(bytes);
            const end = text.lastIndexOf('sourceMappingURL') + 'sourceMappingURL'.length;
            const name = text.slice(end + 1, end + 1 + text.charCodeAt(end));
            return (await fetch(new URL(name, '{module}'))).text();
        }})()"
    )
}
