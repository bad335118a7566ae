//! Puts our script into a page. Pure.

/// `page` with `script` as early as a script may stand, so that it sees all that happens after.
pub(in crate::server) fn inject(page: &[u8], script: &str) -> Vec<u8> {
    let at = place(page).unwrap_or_else(|so_far| so_far);
    let mut injected = Vec::with_capacity(page.len() + script.len());
    injected.extend_from_slice(&page[..at]);
    injected.extend_from_slice(script.as_bytes());
    injected.extend_from_slice(&page[at..]);
    injected
}

/// Whether a page that begins so gets the script there, however it goes on.
pub(in crate::server) fn is_place_certain(begun: &[u8]) -> bool {
    place(begun).is_ok()
}

/// Behind the tag `head`, else behind `html`, else behind the document type, else at the start. An error is the place
/// unless more of the page comes that says otherwise.
fn place(page: &[u8]) -> Result<usize, usize> {
    let mut place = if page.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut at = place;
    while let Some(offset) = page[at..].iter().position(|&byte| byte == b'<') {
        let begin = at + offset;
        let rest = &page[begin..];
        if rest.starts_with(b"<!--") {
            let Some(end) = find(rest, b"-->") else { return Err(place) };
            at = begin + end + 3;
            continue;
        }
        let Some(end) = end_of_tag(rest) else { return Err(place) };
        at = begin + end;
        if is_tag(rest, b"<head") {
            return Ok(at);
        }
        if !is_tag(rest, b"<html") && !is_tag(rest, b"<!doctype") {
            return Ok(place);
        }
        place = at;
    }
    Err(place)
}

fn is_tag(text: &[u8], tag: &[u8]) -> bool {
    text.len() > tag.len()
        && text[..tag.len()].eq_ignore_ascii_case(tag)
        && !text[tag.len()].is_ascii_alphanumeric()
}

/// The length of the tag that `text` begins with; a `>` in a quoted value does not end it.
fn end_of_tag(text: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (index, &byte) in text.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(index + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str) {
        let injected = inject(format!("{before}{after}").as_bytes(), "SCRIPT");
        assert_eq!(String::from_utf8(injected).unwrap(), format!("{before}SCRIPT{after}"));
    }

    #[test]
    fn the_place_is_certain_as_soon_as_nothing_can_change_it() {
        let page = b"<!doctype html><!-- <head> --><html><head lang='>'><title>";
        let certain: Vec<bool> =
            (0..=page.len()).map(|end| is_place_certain(&page[..end])).collect();
        let first = certain.iter().position(|&certain| certain);
        assert_eq!(first, Some(page.len() - "<title>".len()));
        assert!(certain[first.unwrap()..].iter().all(|&certain| certain));
        assert!(is_place_certain(b"<!doctype html><p>") && !is_place_certain(b"text"));
    }

    #[test]
    fn the_script_stands_first_in_the_head() {
        check("<!doctype html><html lang=\"a>b\">\n<HEAD data-x='>'>", "<title></head>");
        check("<!-- <head> --><!DOCTYPE html>\n<!-- a --><html>", "<body>");
        check("<!doctype html>", "<header><head>");
        check("<!doctype html>", "");
        check("\u{feff}", "<p>text");
        check("", "");
        check("", "<!-- <head>");
        check("<html>", "<head ");
        check("", "no tags > at all");
    }
}
