//! An answer of labelled values, a row each.

use std::fmt::Write as _;

use super::plain;

/// The rows that have a value, which may come from anywhere.
pub fn rows(rows: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (label, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{label:14}  {}", plain(value));
    }
    text
}
