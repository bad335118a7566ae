//! The browser's own debugger and the sources of a program: source maps.

use std::sync::Arc;
use std::sync::mpsc;

use headless_chrome::protocol::cdp::Debugger;
use headless_chrome::protocol::cdp::types::Event;
use serde_json::Value;

use crate::served::{PATIENCE, Served};

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

/// Opens the app, and sets a breakpoint at a statement of a source: the program stops there.
#[track_caller]
fn stops(served: &Served, module: &str, ready: &str, place: (&str, &str, &str)) {
    let (source, text, statement) = place;
    let line = text.lines().position(|line| line.contains(statement)).expect("the statement");
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
    let map = served.tab.evaluate(&fetch_map(&module), true).expect("the map is served").value;
    let map = Map::read(map.as_ref().and_then(Value::as_str).expect("text"));
    assert!(map.contents[source].contains(statement), "the map holds its sources");

    let column = map.columns_of(source, line).next().expect("code of the statement");
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

/// A source map of a module: of one line, whose columns are the module's bytes.
struct Map {
    sources: Vec<String>,
    contents: std::collections::HashMap<String, String>,
    /// Column, index of the source, line from 0.
    mappings: Vec<(u32, usize, usize)>,
}

impl Map {
    fn read(text: &str) -> Self {
        let map: Value = serde_json::from_str(text).expect("JSON");
        let list = |key: &str| -> Vec<String> {
            let items = map[key].as_array().expect("a list").iter();
            items.map(|item| item.as_str().unwrap_or_default().to_owned()).collect()
        };
        let (sources, contents) = (list("sources"), list("sourcesContent"));
        let (mut column, mut source, mut line) = (0, 0, 0);
        let mut mappings = Vec::new();
        for segment in map["mappings"].as_str().expect("mappings").split(',') {
            let steps = numbers(segment);
            column += steps.first().expect("a column");
            // One alone is of code that was made of nothing.
            let [_, source_step, line_step, ..] = steps[..] else { continue };
            source += source_step;
            line += line_step;
            mappings.push((column as u32, source as usize, line as usize));
        }
        Self { contents: sources.iter().cloned().zip(contents).collect(), sources, mappings }
    }

    /// The columns at which the code of a line begins.
    fn columns_of(&self, source: &str, line: usize) -> impl Iterator<Item = u32> {
        let here = move |mapping: &&(u32, usize, usize)| {
            self.sources[mapping.1] == source && mapping.2 == line
        };
        self.mappings.iter().filter(here).map(|mapping| mapping.0)
    }

    /// The source and line that the code at a column was made of.
    fn source_of(&self, column: u32) -> Option<(&str, usize)> {
        let before = self.mappings.iter().take_while(|mapping| mapping.0 <= column).last()?;
        Some((&self.sources[before.1], before.2))
    }
}

/// Numbers in base 64, six bits a letter: the lowest of the first is the sign, the highest says that
/// more follow.
fn numbers(segment: &str) -> Vec<i64> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut numbers, mut value, mut shift) = (Vec::new(), 0_i64, 0);
    for letter in segment.chars() {
        let digit = LETTERS.find(letter).expect("a digit in base 64") as i64;
        value |= (digit & 0x1f) << shift;
        shift += 5;
        if digit & 0x20 == 0 {
            numbers.push(if value & 1 == 1 { -(value >> 1) } else { value >> 1 });
            (value, shift) = (0, 0);
        }
    }
    numbers
}
