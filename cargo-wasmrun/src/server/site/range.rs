//! The part of a file that a `Range` header asks for (RFC 9110, section 14). Pure.

use std::ops::Range;

/// What a `Range` header comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: the header is absent, of another unit, malformed, or asks for several parts.
    Whole,
    /// These bytes.
    Bytes(Range<usize>),
    /// Bytes that are not there.
    Beyond,
}

/// The part of `length` bytes that `header` asks for.
pub(super) fn part(header: Option<&str>, length: usize) -> Part {
    let Some((first, last)) = header
        .and_then(|header| header.trim().strip_prefix("bytes="))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Part::Whole;
    };
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return Part::Whole,
    };
    if range.is_empty() { Part::Beyond } else { Part::Bytes(range) }
}

fn number(text: &str) -> Option<usize> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_found_and_all_else_is_the_whole() {
        assert_eq!(part(Some("bytes=0-0"), 10), Part::Bytes(0..1));
        assert_eq!(part(Some("bytes=4-"), 10), Part::Bytes(4..10));
        assert_eq!(part(Some("bytes=-3"), 10), Part::Bytes(7..10));
        assert_eq!(part(Some("bytes=-30"), 10), Part::Bytes(0..10));
        assert_eq!(part(Some("bytes=5-99999999999999999999999"), 10), Part::Bytes(5..10));
        for beyond in ["bytes=10-", "bytes=99999999999999999999-", "bytes=-0"] {
            assert_eq!(part(Some(beyond), 10), Part::Beyond, "{beyond}");
        }
        assert_eq!(part(Some("bytes=0-"), 0), Part::Beyond);
        for whole in ["", "bytes", "bytes=", "bytes=-", "bytes=2-1", "lines=0-1", "bytes=0-1,3-4"] {
            assert_eq!(part(Some(whole), 10), Part::Whole, "{whole}");
        }
        assert_eq!(part(None, 10), Part::Whole);
    }
}
