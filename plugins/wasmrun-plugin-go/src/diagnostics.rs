//! What the compilers and `go vet` say, as diagnostics.

use std::path::Path;

use wasmrun_plugin_sdk::diagnostics::{LineParser, Parser as _};
use wasmrun_plugin_sdk::{Diagnostic, Severity};

/// The diagnostics in what a tool of this name wrote, which ran in `root`. If there is none, the whole
/// of it is one.
pub(crate) fn read(tool: &str, said: &str, root: &Path) -> Vec<Diagnostic> {
    let mut parser = LineParser::new(tool, root);
    // `go vet` puts its name before what the compiler says.
    let lines = said.lines().map(|line| line.strip_prefix("vet: ").unwrap_or(line));
    let mut found: Vec<Diagnostic> = lines.filter_map(|line| parser.line(line)).collect();
    found.extend(parser.finish());
    for diagnostic in &mut found {
        take_hints(diagnostic);
    }
    if found.is_empty() {
        found.push(whole(tool, said));
    }
    found
}

/// Lines such as `go get example.com/x` below a message say what to type.
fn take_hints(diagnostic: &mut Diagnostic) {
    let rendered = diagnostic.rendered.as_deref().unwrap_or_default();
    let below = rendered.lines().skip(1).map(str::trim);
    let commands = below.filter(|line| line.starts_with("go get ") || line.starts_with("go mod "));
    diagnostic.hints = commands.map(str::to_owned).collect();
    if let Some(message) = diagnostic.message.strip_suffix("; to add it:") {
        diagnostic.message = message.to_owned();
    }
}

fn whole(tool: &str, said: &str) -> Diagnostic {
    let lines = said.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let message = lines.map(|line| line.trim_start_matches("go: ")).next();
    let message = message.map_or_else(|| format!("`{tool}` failed"), str::to_owned);
    Diagnostic::new(Severity::Error, message).with_source(tool).with_rendered(said)
}

#[cfg(test)]
mod tests {
    use wasmrun_plugin_sdk::Position;

    use super::*;

    #[test]
    fn places_and_commands_are_found() {
        let said = "# example\n./main.go:3:42: undefined: nmae\n\
                    b/b.go:4:2: no required module provides package example.com/x; to add it:\n\
                    \tgo get example.com/x\n";
        let [first, second] = read("go", said, Path::new("/p")).try_into().unwrap();
        assert_eq!(first.message, "undefined: nmae");
        let span = first.span.unwrap();
        assert_eq!(
            (span.file.as_path(), span.start),
            (Path::new("/p/main.go"), Position::new(3, 42))
        );
        assert_eq!(second.message, "no required module provides package example.com/x");
        assert_eq!(second.hints, ["go get example.com/x"]);
    }

    #[test]
    fn what_has_no_place_is_told_whole() {
        let said = "go: go.mod requires go >= 9.99 (running go 1.26.0)\n";
        let [only] = read("go", said, Path::new("/p")).try_into().unwrap();
        assert_eq!(only.message, "go.mod requires go >= 9.99 (running go 1.26.0)");
        assert_eq!(read("go", "", Path::new("/p"))[0].message, "`go` failed");
    }
}
