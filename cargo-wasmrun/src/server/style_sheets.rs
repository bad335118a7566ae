//! What the style sheets of an app are named, each by its path: another name is another content, which a page
//! loads anew without a reload.

use std::collections::BTreeMap;

/// The names of an app's style sheets, by the paths that a page has them from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StyleSheets(BTreeMap<String, String>);

impl StyleSheets {
    /// Whether a file is a style sheet.
    pub(super) fn has(path: &str) -> bool {
        path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("css"))
    }

    /// Names all of them together.
    pub(super) fn id(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (path, hash) in &self.0 {
            hasher.update(&(path.len() as u64).to_le_bytes());
            hasher.update(path.as_bytes());
            hasher.update(hash.as_bytes());
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }

    /// Names an app of which `id` names all else: with other style sheets it is another, though there
    /// is no reason to load anything else anew.
    pub(super) fn product_id(&self, id: &str) -> String {
        format!("{id}-{}", self.id())
    }

    /// Each path and its name.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, hash)| (&**path, &**hash))
    }
}

impl FromIterator<(String, String)> for StyleSheets {
    fn from_iter<Entries: IntoIterator<Item = (String, String)>>(entries: Entries) -> Self {
        Self(entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_content_and_another_path_are_other_names() {
        let sheets = |path: &str, hash: &str| {
            StyleSheets::from_iter([(path.to_owned(), hash.to_owned())]).product_id("x")
        };
        assert_eq!(sheets("/a.css", "1"), sheets("/a.css", "1"));
        assert_ne!(sheets("/a.css", "1"), sheets("/a.css", "2"));
        assert_ne!(sheets("/a.css", "1"), sheets("/b.css", "1"));
        assert!(sheets("/a.css", "1").starts_with("x-"));
        assert!(
            StyleSheets::has("a/b.CSS") && !StyleSheets::has("css") && !StyleSheets::has("a.scss")
        );
    }
}
