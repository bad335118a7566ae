//! The path that a web app lives below. Pure.

use std::fmt;
use std::str::FromStr;

use super::api::OWN;
use super::backend::has_dots;

/// The path that a web app lives below; it begins and ends with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

/// Where a path is, seen from the base.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Within<'p> {
    /// Below it: what is left, which begins with a slash.
    Inside(&'p str),
    /// Where somebody stands who looks for the app: there is nothing, but the app is near.
    AtTheDoor,
    /// Elsewhere.
    Outside,
}

impl Base {
    /// Where `path`, as it was asked for, is.
    pub(super) fn locate<'p>(&self, path: &'p str) -> Within<'p> {
        let without_slash = &self.0[..self.0.len() - 1];
        match path.strip_prefix(without_slash) {
            Some(rest) if rest.starts_with('/') => Within::Inside(rest),
            Some("") => Within::AtTheDoor,
            _ if path == "/" => Within::AtTheDoor,
            _ => Within::Outside,
        }
    }

    /// The path, from a slash to a slash.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The whole path of something that is at `path` in the app, which begins with a slash.
    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{path}", &self.0[..self.0.len() - 1])
    }

    /// Whether there is nothing above the app.
    pub(super) fn is_root(&self) -> bool {
        self.0 == "/"
    }
}

impl Default for Base {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for Base {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for Base {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let inner = text.trim_matches('/');
        let is_plain = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/')
        };
        if !inner.bytes().all(is_plain) || has_dots(inner) || inner.contains("//") {
            return Err("expected a path such as `/app/`".to_owned());
        }
        let base = if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
        if base.starts_with(OWN) {
            return Err(format!("paths below `{OWN}` are the server's own"));
        }
        Ok(Self(base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_at_the_ends_do_not_matter() {
        for same in ["/a/b/", "a/b", "/a/b", "a/b//"] {
            assert_eq!(same.parse::<Base>().unwrap().as_str(), "/a/b/", "{same}");
        }
        for root in ["", "/", "//"] {
            assert_eq!(root.parse::<Base>().unwrap(), Base::default());
        }
        for wrong in ["/a b", "/../a", "/a//b", "/a?b", "/\u{e9}", "/__wasmrun/x", "/%2e%2e/"] {
            assert!(wrong.parse::<Base>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_what_is_below_is_inside() {
        let base: Base = "/a/".parse().unwrap();
        assert_eq!(base.locate("/a/"), Within::Inside("/"));
        assert_eq!(base.locate("/a/b"), Within::Inside("/b"));
        assert_eq!(base.locate("/a"), Within::AtTheDoor);
        assert_eq!(base.locate("/"), Within::AtTheDoor);
        assert_eq!(base.locate("/ab"), Within::Outside);
        assert_eq!(base.join("/b"), "/a/b");
        let root = Base::default();
        assert_eq!(root.locate("/"), Within::Inside("/"));
        assert_eq!(root.locate("/b"), Within::Inside("/b"));
    }
}
