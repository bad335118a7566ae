//! Tags of a page that are marked for Trunk.

/// A tag, and where it stands in the page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    /// The value of an attribute; empty for one that has none.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    }
}

/// Every start tag with the attribute `data-trunk`, outside comments.
pub(super) fn marked_tags(page: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = page[at..].find('<') {
        let start = at + offset;
        if page[start..].starts_with("<!--") {
            at = page[start..].find("-->").map_or(page.len(), |end| start + end + 3);
            continue;
        }
        match tag(page, start) {
            Some(tag) => {
                at = tag.end;
                if tag.get("data-trunk").is_some() {
                    found.push(tag);
                }
            }
            None => at = start + 1,
        }
    }
    found
}

/// The start tag at `start`; `None` if there is none.
fn tag(page: &str, start: usize) -> Option<Tag<'_>> {
    let inside = &page[start + 1..];
    if !inside.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let name = &inside[..inside.find(|letter| !is_name(letter))?];
    let mut attributes = Vec::new();
    let mut rest = &inside[name.len()..];
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some(Tag { start, end: page.len() - after.len(), name, attributes });
        }
        let ends = |letter: char| letter.is_whitespace() || "=>/".contains(letter);
        let key = &rest[..rest.find(ends)?];
        rest = rest[key.len()..].trim_start();
        let value = match rest.strip_prefix('=') {
            None if key.is_empty() => return None,
            None => "",
            Some(after) => {
                let (value, after) = value(after.trim_start())?;
                rest = after;
                value
            }
        };
        attributes.push((key, value));
    }
}

/// The value of an attribute, and what follows it.
fn value(text: &str) -> Option<(&str, &str)> {
    if let Some(quote) = text.chars().next().filter(|first| "'\"".contains(*first)) {
        let end = text[1..].find(quote)? + 1;
        return Some((&text[1..end], &text[end + 1..]));
    }
    let ends = |letter: char| letter.is_whitespace() || letter == '>';
    let value = &text[..text.find(ends)?];
    // The slash at a tag's end is no part of a value, though HTML has it otherwise.
    let value =
        if text[value.len()..].starts_with('>') { value.trim_end_matches('/') } else { value };
    Some((value, &text[value.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_with_and_without_quotes() {
        let page = "<p>a < b</p><!-- <link data-trunk> --><link rel='css' data-trunk href=a.css/>";
        let tags = marked_tags(page);
        let [tag] = tags.as_slice() else { panic!("{tags:?}") };
        assert_eq!(
            (tag.name, tag.get("rel"), tag.get("href")),
            ("link", Some("css"), Some("a.css"))
        );
        assert_eq!((tag.get("data-trunk"), tag.get("x")), (Some(""), None));
        assert_eq!(tag.end, page.len());
    }

    #[test]
    fn no_page_is_too_broken() {
        for page in
            ["<", "<a", "<a b", "<a b=", "<a b='", "<a b=c", "<a =>", "<a ='x'>", "<!--", "< >"]
        {
            assert!(marked_tags(page).is_empty(), "{page}");
        }
    }
}
