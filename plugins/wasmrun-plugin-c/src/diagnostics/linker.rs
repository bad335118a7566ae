//! Gives a linker's errors a place: it knows objects and symbols, people know sources.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Diagnostic, Position, Span};

/// What clang and the library call a `main`, depending on its parameters.
const NAMES_OF_MAIN: [&str; 3] = ["__original_main", "__main_void", "__main_argc_argv"];
const DUPLICATE: &str = "duplicate symbol: ";
const DEFINED_IN: &str = ">>> defined in ";

/// Speaks of `main` by the name that the source gives it, and only once.
pub(crate) fn name_main(diagnostics: &mut Vec<Diagnostic>) {
    let is_inner = |diagnostic: &Diagnostic| {
        let symbol = diagnostic.message.strip_prefix(DUPLICATE);
        symbol.is_some_and(|symbol| NAMES_OF_MAIN.contains(&symbol))
    };
    let main = format!("{DUPLICATE}main");
    let Some(first) = diagnostics.iter().position(is_inner) else { return };
    if !diagnostics.iter().any(|diagnostic| diagnostic.message == main) {
        let diagnostic = &mut diagnostics[first];
        let rendered = diagnostic.rendered.take();
        diagnostic.rendered = rendered.map(|text| text.replace(&diagnostic.message, &main));
        diagnostic.message = main;
    }
    diagnostics.retain(|diagnostic| !is_inner(diagnostic));
}

/// Adds places to the diagnostics that are about symbols, which the host then draws: the linker's words lack them. `text` is all that the linker wrote;
/// `source_of` names the source that an object was compiled from, if it is one of the project's, and
/// `sources` are those to look into when no object is named.
pub(crate) fn locate(
    diagnostics: &mut [Diagnostic],
    text: &str,
    sources: &[PathBuf],
    source_of: impl Fn(&Path) -> Option<PathBuf>,
) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.span.is_none()) {
        if let Some(symbol) = symbol_without_object(&diagnostic.message) {
            diagnostic.span = sources.iter().find_map(|source| find_mention(source, symbol));
            diagnostic.rendered.take_if(|_| diagnostic.span.is_some());
            continue;
        }
        let Some((objects, symbol)) = objects_and_symbol(&diagnostic.message, text) else {
            continue;
        };
        if let Some(rendered) = &mut diagnostic.rendered
            && diagnostic.message.starts_with(DUPLICATE)
        {
            rendered.extend(objects.iter().map(|object| format!("{DEFINED_IN}{object}\n")));
        }
        let mut spans = objects.iter().filter_map(|object| {
            let source = source_of(Path::new(object))?;
            find_mention(&source, symbol)
        });
        diagnostic.span = spans.next();
        diagnostic.related.extend(spans.map(|span| span.with_label("and here")));
        diagnostic.rendered.take_if(|_| diagnostic.span.is_some());
    }
}

/// `undefined symbol: f (referenced by …)` is what older versions of Emscripten say.
fn symbol_without_object(message: &str) -> Option<&str> {
    message.strip_prefix("undefined symbol: ")?.split(" (referenced by ").next()
}

/// `m.o: undefined symbol: f` speaks of one object; `duplicate symbol: f` of those named below it.
fn objects_and_symbol<'a>(message: &'a str, text: &'a str) -> Option<(Vec<&'a str>, &'a str)> {
    if let Some((object, symbol)) = message.split_once(": undefined symbol: ") {
        return Some((vec![object], symbol));
    }
    let symbol = message.strip_prefix(DUPLICATE)?;
    let below = text.lines().skip_while(|line| !line.ends_with(message)).skip(1);
    let objects = below.map_while(|line| line.strip_prefix(DEFINED_IN));
    Some((objects.collect(), symbol))
}

/// Where a source first names the function or variable. Symbols of C++ come with scope and types.
fn find_mention(source: &Path, symbol: &str) -> Option<Span> {
    let name = symbol.split(['(', '<']).next()?.rsplit("::").next()?;
    let bytes = fs::read(source).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    text.lines().zip(1_u32..).find_map(|(line, number)| {
        let at = find_word(line, name)?;
        let column = line[..at].chars().count() as u32 + 1;
        let end = Position::new(number, column + name.chars().count() as u32);
        Some(Span::new(source, Position::new(number, column)).with_end(end))
    })
}

fn find_word(line: &str, word: &str) -> Option<usize> {
    if word.is_empty() {
        return None;
    }
    let is_part = |character: char| character == '_' || character.is_alphanumeric();
    line.match_indices(word)
        .map(|(at, _)| at)
        .find(|&at| !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part))
}

#[cfg(test)]
mod tests {
    use wasmrun_plugin_sdk::Severity;

    use super::*;

    fn check(message: &str, below: &str) -> Diagnostic {
        let folder = tempfile::tempdir().unwrap();
        let sources = ["a.c", "b.c"].map(|name| folder.path().join(name));
        fs::write(&sources[0], "int nopes;\nint y = 1 + nope(3);\n").unwrap();
        fs::write(&sources[1], "/* ä */ int nope(int x) {}\n").unwrap();
        let mut found = [Diagnostic::new(Severity::Error, message)];
        let text = format!("wasm-ld: error: {message}\n{below}\nwasm-ld: error: more\n");
        locate(&mut found, &text, &sources, |object| {
            let source = folder.path().join(object.file_stem()?);
            source.exists().then_some(source)
        });
        found[0].clone()
    }

    #[test]
    fn an_undefined_symbol_is_shown_where_it_is_named() {
        let span = check("a.c.o: undefined symbol: nope", "").span.unwrap();
        assert!(span.file.ends_with("a.c"));
        assert_eq!((span.start, span.end), (Position::new(2, 13), Some(Position::new(2, 17))));
        let span = check("b.c.o: undefined symbol: ns::nope(int)", "").span.unwrap();
        assert_eq!(span.start, Position::new(1, 13));
    }

    #[test]
    fn an_undefined_symbol_of_no_object_is_looked_for_everywhere() {
        let message = "undefined symbol: nope (referenced by top-level compiled C/C++ code)";
        let span = check(message, "").span.unwrap();
        assert!(span.file.ends_with("a.c"));
        assert_eq!(span.start, Position::new(2, 13));
    }

    #[test]
    fn a_duplicate_symbol_is_shown_at_each_definition() {
        let found = check("duplicate symbol: nope", ">>> defined in a.c.o\n>>> defined in b.c.o\n");
        assert!(found.span.unwrap().file.ends_with("a.c"));
        assert!(found.related[0].file.ends_with("b.c"));
    }

    #[test]
    fn a_duplicate_symbol_names_its_files() {
        let message = "duplicate symbol: nope";
        let mut found = [Diagnostic::new(Severity::Error, message).with_rendered("x\n")];
        let text = format!("wasm-ld: error: {message}\n>>> defined in a.c\n>>> defined in b.c\n");
        locate(&mut found, &text, &[], |_| None);
        let rendered = found[0].rendered.as_deref();
        assert_eq!(rendered, Some("x\n>>> defined in a.c\n>>> defined in b.c\n"));
    }

    #[test]
    fn main_has_one_name() {
        let named = |symbols: &[&str]| {
            let new = |symbol| Diagnostic::new(Severity::Error, format!("{DUPLICATE}{symbol}"));
            let mut found = symbols.iter().map(new).collect();
            name_main(&mut found);
            found.into_iter().map(|found| found.message).collect::<Vec<_>>()
        };
        let main = ["duplicate symbol: main"];
        assert_eq!(named(&["__original_main", "main", "__main_void"]), main);
        assert_eq!(named(&["__main_argc_argv"]), main);
        assert_eq!(named(&["f"]), ["duplicate symbol: f"]);
    }

    #[test]
    fn other_objects_have_no_place() {
        assert_eq!(check("libc.a(x.o): undefined symbol: nope", "").span, None);
        assert_eq!(check("a.c.o: undefined symbol: missing", "").span, None);
    }
}
