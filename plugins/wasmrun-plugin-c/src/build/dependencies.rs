//! Reads the dependency files that compilers write for make.

use std::path::{Path, PathBuf};

/// The files that a compilation read, system headers left out, in the compiler's order. Relative
/// paths start from `directory`, where the compiler ran.
pub(crate) fn parse(text: &str, directory: &Path) -> Vec<PathBuf> {
    let mut words = words(text).into_iter();
    // The target comes first and ends in a colon; a colon inside a path does not end a word.
    for word in words.by_ref() {
        if word.ends_with(':') {
            break;
        }
    }
    words.take_while(|word| !word.ends_with(':')).map(|word| directory.join(word)).collect()
}

/// Splits as make does: `\ ` is a blank and `\#` a hash inside a word, `$$` a dollar, and a
/// backslash before a line end continues the line.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some(&next @ (' ' | '#'))) => {
                word.push(next);
                characters.next();
            }
            ('\\', Some('\n' | '\r')) => {
                // The line end that follows ends the word.
            }
            ('$', Some('$')) => {
                word.push('$');
                characters.next();
            }
            (blank, _) if blank.is_ascii_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            (other, _) => word.push(other),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
        assert_eq!(parse(text, Path::new("/p")), expected);
    }

    #[test]
    fn paths_start_from_the_working_directory() {
        check("main.o: main.c lib/a.h /usr/x.h\n", &["/p/main.c", "/p/lib/a.h", "/usr/x.h"]);
    }

    #[test]
    fn continued_lines_are_one_rule() {
        check("main.o: main.c \\\n  a.h \\\r\n  b.h\n", &["/p/main.c", "/p/a.h", "/p/b.h"]);
    }

    #[test]
    fn escapes_are_undone() {
        check(
            "out\\ dir/m.o: my\\ main.c c\\#$$.h ä\\ ö.h\n",
            &["/p/my main.c", "/p/c#$.h", "/p/ä ö.h"],
        );
    }

    #[test]
    fn other_rules_are_left_out() {
        check("main.o: main.c a.h\n\na.h:\n", &["/p/main.c", "/p/a.h"]);
    }

    #[test]
    fn a_backslash_elsewhere_stays() {
        check("m.o: C:\\x\\y.c\n", &["/p/C:\\x\\y.c"]);
    }

    #[test]
    fn no_rule_means_no_files() {
        check("", &[]);
        check("garbage without a rule", &[]);
    }
}
