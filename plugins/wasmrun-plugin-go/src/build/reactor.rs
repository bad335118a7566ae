//! Whether a program is a reactor: functions to call rather than a `main` to run.

use std::io;

use crate::project::Program;

/// Whether the program exports functions and has an empty `main`, which Go asks of a reactor.
pub(super) fn is_reactor(program: &Program) -> io::Result<bool> {
    let (mut exports, mut empty_main) = (false, false);
    for source in &program.sources {
        let text = fs_err::read_to_string(source)?;
        exports |= text.lines().any(|line| line.starts_with("//go:wasmexport "));
        empty_main |= has_empty_main(&text);
    }
    Ok(exports && empty_main)
}

fn has_empty_main(text: &str) -> bool {
    text.match_indices("func main()").any(|(start, found)| {
        let body = text[start + found.len()..].trim_start();
        body.strip_prefix('{').is_some_and(|body| body.trim_start().starts_with('}'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_main_with_exports_makes_a_reactor() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("main.go");
        let program = Program {
            name: "x".into(),
            folder: folder.path().to_path_buf(),
            package: Vec::new(),
            sources: vec![source.clone()],
        };
        let export = "package main\n//go:wasmexport f\nfunc f() {}\n";
        for (main, expected) in [
            ("func main() {}\n", true),
            ("func main() {\n}\n", true),
            ("func main() { f() }\n", false),
        ] {
            fs_err::write(&source, format!("{export}{main}")).unwrap();
            assert_eq!(is_reactor(&program).unwrap(), expected, "{main}");
        }
        fs_err::write(&source, "package main\nfunc main() {}\n").unwrap();
        assert!(!is_reactor(&program).unwrap());
    }
}
