//! A backtrace as people read it: functions by their names, and where in the sources they were.

use std::path::Path;

use wasmrun_runtime::{Frame, Module, SourceLocation, SourceMap};

use super::debug_file::DebugFile;
use super::excerpt::Excerpt;
use crate::wasm::demangle;

/// The lines for `frames`, innermost first. `file` is where `module` came from; of other modules
/// there are only names.
pub(super) fn lines(frames: &[Frame], module: &Module, file: Option<&DebugFile>) -> Vec<String> {
    let wasm = file.filter(|_| !frames.is_empty()).and_then(DebugFile::read);
    let sources = wasm.as_deref().and_then(SourceMap::new);
    let folder = file.map(DebugFile::folder);
    let mut lines = Vec::new();
    let mut excerpt = None;
    for frame in frames {
        let sources = sources.as_ref().filter(|_| Module::same(module, &frame.module()));
        let places = sources.map(|sources| sources.locate(frame)).unwrap_or_default();
        for (index, place) in places.iter().enumerate() {
            let is_inlined = index + 1 < places.len();
            let function = if is_inlined { inlined(place) } else { own(frame, Some(place)) };
            lines.push(format!("at {function}{}", in_file(place, folder)));
            // One is enough: the rest of the backtrace stays readable.
            if excerpt.is_none() {
                excerpt = file.and_then(|file| Excerpt::read(place, file));
                lines.extend(excerpt.iter().flat_map(Excerpt::lines));
            }
        }
        if places.is_empty() {
            lines.push(format!("at {}", own(frame, None)));
        }
    }
    lines
}

/// A function that was inlined into the one of the next line.
fn inlined(place: &SourceLocation) -> String {
    match &place.function {
        Some(name) => format!("`{}`, inlined", demangle(name)),
        None => "an inlined function".to_owned(),
    }
}

/// The function of a frame, and its place in the module.
fn own(frame: &Frame, place: Option<&SourceLocation>) -> String {
    // What the assembler calls functions without a name says no more than their number.
    let from_debugging = place
        .and_then(|place| place.function.as_deref())
        .filter(|name| !name.starts_with("wasm-function["));
    let function = match frame.name().or(from_debugging) {
        Some(name) => format!("function `{}`", demangle(name)),
        None => format!("function {}", frame.func_index()),
    };
    match frame.offset() {
        Some(offset) => format!("{function} at offset {offset:#x}"),
        None => function,
    }
}

/// `, src/main.c:4:14`, with the file as it is called from `folder`.
fn in_file(place: &SourceLocation, folder: Option<&Path>) -> String {
    let Some(file) = &place.file else { return String::new() };
    let mut near = place.clone();
    let path = Path::new(file);
    let inside = folder.and_then(|folder| path.strip_prefix(folder).ok());
    if let Some(inside) = inside.or_else(|| path.strip_prefix(".").ok()) {
        near.file = Some(inside.to_string_lossy().into_owned());
    }
    format!(", {near}")
}
