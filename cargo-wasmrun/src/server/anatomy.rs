//! What is in a program's module, as a page is told.

use actix_web::web::Bytes;
use serde::Serialize;

use super::api::VERSION;
use crate::wasm::{self, PackageSize, Summary, WasmFile};

/// The largest module whose functions are shown as text, in bytes: to find one, all are printed.
const LARGEST_PRINTED: usize = 8 << 20;

/// The longest text of a function, in bytes.
const LONGEST_TEXT: usize = 1 << 20;

#[derive(Serialize)]
struct Anatomy<'a> {
    version: u32,
    #[serde(flatten)]
    summary: &'a Summary,
    packages: &'a [PackageSize],
}

/// All that is in a module but its code; an error is why it cannot be read.
pub(super) fn json(name: &str, module: &Bytes) -> Result<Bytes, String> {
    let file = WasmFile { name: name.to_owned(), wasm: module.to_vec() };
    let summary = file.summary().map_err(|error| error.to_string())?;
    let packages = wasm::packages(&summary.functions);
    let anatomy = Anatomy { version: VERSION, summary: &summary, packages: &packages };
    serde_json::to_vec(&anatomy).map(Bytes::from).map_err(|error| error.to_string())
}

/// The text of the function of this index; none if it is imported or the module is too large.
pub(super) fn function_text(name: &str, module: &Bytes, index: u32) -> Option<String> {
    if module.len() > LARGEST_PRINTED {
        return None;
    }
    let text = WasmFile { name: name.to_owned(), wasm: module.to_vec() }.text().ok()?;
    let marker = format!("(;{index};)");
    let begins = |line: &str| {
        // The marker stands before the first type, so that of another index is not met there.
        line.strip_prefix("  (func ").is_some_and(|rest| {
            rest.split_once(&marker).is_some_and(|(before, _)| !before.contains('('))
        })
    };
    let mut lines = text.lines().skip_while(|line| !begins(line));
    let mut found = String::from(lines.next()?.strip_prefix("  ")?);
    for line in lines.take_while(|line| line.starts_with("   ") || *line == "  )") {
        found.push('\n');
        found.push_str(line.strip_prefix("  ").unwrap_or(line));
        if found.len() > LONGEST_TEXT {
            found.push_str("\n  ;; and so on");
            break;
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module() -> Bytes {
        let text = "(module (import \"a\" \"b\" (func $imported))
            (func $one (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
            (func (export \"two\") (call $one (i32.const 2)) drop) (memory 1))";
        wat::parse_str(text).unwrap().into()
    }

    #[test]
    fn a_function_is_found_by_its_index() {
        let text = function_text("a", &module(), 1).unwrap();
        assert!(text.starts_with("(func $one (;1;)") && text.ends_with(')'), "{text}");
        assert!(text.contains("i32.add") && !text.contains("call $one"), "{text}");
        assert!(function_text("a", &module(), 2).unwrap().contains("call $one"));
        assert_eq!(function_text("a", &module(), 0), None);
        assert_eq!(function_text("a", &module(), 3), None);
        assert_eq!(function_text("a", &Bytes::from_static(b"x"), 0), None);
    }

    #[test]
    fn a_module_is_described_and_what_is_none_is_an_error() {
        let json: serde_json::Value =
            serde_json::from_slice(&json("a", &module()).unwrap()).unwrap();
        assert_eq!(json["exports"][0]["name"], "two");
        assert_eq!(json["functions"][0]["type"], "(i32) -> i32");
        assert!(super::json("a", &Bytes::from_static(b"\0asm\x01\0\0\0\x01")).is_err());
    }
}
