//! What an example is said to print, where `…` stands for anything.

/// Whether `printed` is what `expected` says. A line `…` is any number of lines; within a line it is any text.
pub(super) fn matches(expected: &str, printed: &str) -> bool {
    let expected: Vec<&str> = expected.lines().collect();
    let printed: Vec<&str> = printed.lines().collect();
    lines_match(&expected, &printed)
}

fn lines_match(expected: &[&str], printed: &[&str]) -> bool {
    match expected {
        [] => printed.is_empty(),
        ["…", rest @ ..] => {
            (0..=printed.len()).any(|skipped| lines_match(rest, &printed[skipped..]))
        }
        [line, rest @ ..] => match printed {
            [first, others @ ..] => line_matches(line, first) && lines_match(rest, others),
            [] => false,
        },
    }
}

fn line_matches(expected: &str, printed: &str) -> bool {
    let Some((begin, rest)) = expected.split_once('…') else { return expected == printed };
    let Some(mut printed) = printed.strip_prefix(begin) else { return false };
    let mut parts: Vec<&str> = rest.split('…').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some((_, after)) = printed.split_once(part) else { return false };
        printed = after;
    }
    printed.ends_with(end)
}

#[test]
fn dots_stand_for_anything() {
    for (expected, printed) in [
        ("a\n", "a\n"),
        ("a\n…\n", "a\n"),
        ("a\n…\nd\n", "a\nb\nc\nd\n"),
        ("took … ms in … steps\n", "took 12 ms in 3 steps\n"),
    ] {
        assert!(matches(expected, printed), "{expected:?} {printed:?}");
    }
    for (expected, printed) in
        [("a\n", "a\nb\n"), ("a\n", ""), ("a\n…\nd\n", "a\nb\n"), ("took … ms\n", "took 12 s\n")]
    {
        assert!(!matches(expected, printed), "{expected:?} {printed:?}");
    }
}
