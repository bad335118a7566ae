//! Words as a shell takes them, for hints that are there to be typed.

use std::ffi::OsStr;

/// A path, or any other word, in quotes if it needs them.
pub fn typed(word: impl AsRef<OsStr>) -> String {
    let word = word.as_ref().to_string_lossy();
    let is_plain =
        |c: char| c.is_alphanumeric() || "-_./:=@%+,".contains(c) || std::path::is_separator(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_take_apart_is_quoted() {
        assert_eq!(typed("/home/me/a.wasm"), "/home/me/a.wasm");
        assert_eq!(typed("my game"), "'my game'");
        assert_eq!(typed("it's"), r"'it'\''s'");
        assert_eq!(typed(""), "''");
    }
}
