//! CMake's regular expressions, as the protocol has them.

/// What is ordinary to CMake and means something elsewhere: outside of brackets, and between them.
const ORDINARY: [&str; 2] = ["{}", "\\[&~"];

/// The same pattern in the syntax of RE2. To CMake a text is one long line, braces are ordinary, and a
/// backslash takes its meaning from any character, but is ordinary itself between brackets.
pub(super) fn translate(pattern: &str) -> String {
    let mut translated = "(?s)".to_owned();
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => push_escaped(&mut translated, characters.next().unwrap_or('\\')),
            '[' => {
                translated.push('[');
                if let Some(not) = characters.next_if_eq(&'^') {
                    translated.push(not);
                }
                // As the first it does not end the brackets.
                if characters.next_if_eq(&']').is_some() {
                    translated.push_str("\\]");
                }
                while let Some(inner) = characters.next_if(|&inner| inner != ']') {
                    if ORDINARY[1].contains(inner) {
                        translated.push('\\');
                    }
                    translated.push(inner);
                }
            }
            _ if ORDINARY[0].contains(character) => push_escaped(&mut translated, character),
            _ => translated.push(character),
        }
    }
    translated
}

/// A backslash gives letters a meaning, and takes it from the rest.
fn push_escaped(text: &mut String, character: char) {
    if character.is_ascii_punctuation() {
        text.push('\\');
    }
    text.push(character);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, expected: &str) {
        assert_eq!(translate(pattern), format!("(?s){expected}"));
    }

    #[test]
    fn most_is_the_same() {
        check("^(passed|[0-9]+ tests?).*$", "^(passed|[0-9]+ tests?).*$");
    }

    #[test]
    fn what_is_ordinary_to_cmake_is_so_afterwards() {
        check("a{2}", r"a\{2\}");
        check(r"1\.5\d\n", r"1\.5dn");
        check(r"[]a][^]b][\.[:x&&y]", r"[\]a][^\]b][\\.\[:x\&\&y]");
        check("ends\\", r"ends\\");
    }
}
