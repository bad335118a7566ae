//! A rule of `--proxy`: paths of the app's origin that a back end answers. Pure.

use std::str::FromStr;

use actix_web::http::Uri;

use super::super::api::OWN;

/// Paths that a back end answers, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// What the paths begin with, without a slash at the end.
    path: String,
    /// Whether the back end is spoken to over TLS.
    pub(super) encrypted: bool,
    pub(super) host: String,
    pub(super) port: u16,
    /// Host and port as the address names them.
    pub(super) authority: String,
    /// What takes the place of `path`, without a slash at the end; none leaves paths as they are.
    replacement: Option<String>,
}

impl Proxy {
    /// The rule for a path, of several the one that says most about it.
    pub(in crate::server) fn of<'a, Rule: AsRef<Self>>(
        rules: &'a [Rule],
        path: &str,
    ) -> Option<&'a Rule> {
        rules
            .iter()
            .filter(|rule| rule.as_ref().rest(path).is_some())
            .max_by_key(|rule| rule.as_ref().path.len())
    }

    /// What the back end is asked for instead of `target`, a path and a query.
    pub(super) fn target(&self, target: &str) -> String {
        let (Some(replacement), Some(rest)) = (&self.replacement, self.rest(target)) else {
            return target.to_owned();
        };
        let slash = if rest.starts_with('/') { "" } else { "/" };
        format!("{replacement}{slash}{rest}")
    }

    /// What follows the rule's path in `path`; none if it is another.
    fn rest<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(&self.path)?;
        (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(rest)
    }
}

impl AsRef<Self> for Proxy {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl FromStr for Proxy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "expected `PATH=URL`, such as `/api=http://localhost:9000`".to_owned();
        let (path, url) = text.split_once('=').ok_or_else(form)?;
        if !path.starts_with('/') || has_dots(path) || path.contains(['?', '#']) {
            return Err(form());
        }
        if format!("{path}/").starts_with(OWN) {
            return Err(format!("paths below `{OWN}` are the server's own"));
        }
        let uri: Uri = url.parse().map_err(|_| form())?;
        let encrypted = match uri.scheme_str() {
            Some("http" | "ws") => false,
            Some("https" | "wss") => true,
            _ => return Err(form()),
        };
        let authority = uri.authority().ok_or_else(form)?;
        if authority.as_str().contains('@') || uri.query().is_some() {
            return Err("the address may have neither a user's name nor a query".to_owned());
        }
        let names_a_path = url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
        Ok(Self {
            path: path.trim_end_matches('/').to_owned(),
            encrypted,
            host: authority.host().to_owned(),
            port: authority.port_u16().unwrap_or(if encrypted { 443 } else { 80 }),
            authority: authority.to_string(),
            replacement: names_a_path.then(|| uri.path().trim_end_matches('/').to_owned()),
        })
    }
}

/// Whether a path, decoded or not, leads up or stays where it is: it could lead out of what is proxied.
pub(in crate::server) fn has_dots(path: &str) -> bool {
    let plain =
        path.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
    plain.split(['/', '\\']).any(|segment| matches!(segment, "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(text: &str) -> Proxy {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn an_address_without_a_path_leaves_paths_as_they_are() {
        let proxy = proxy("/api=http://localhost:9000");
        assert_eq!((&*proxy.host, proxy.port, proxy.encrypted), ("localhost", 9000, false));
        assert_eq!(proxy.target("/api/a?b=c"), "/api/a?b=c");
    }

    #[test]
    fn an_address_with_a_path_takes_the_place_of_the_rules() {
        let to_path = proxy("/api/=https://example.com/v1/");
        assert_eq!((to_path.port, to_path.encrypted), (443, true));
        assert_eq!(to_path.target("/api/a?b=c"), "/v1/a?b=c");
        assert_eq!(to_path.target("/api?b"), "/v1/?b");
        let to_root = proxy("/api=ws://[::1]:80/");
        assert_eq!(to_root.target("/api/a"), "/a");
        assert_eq!(to_root.target("/api"), "/");
        assert_eq!(to_root.host, "[::1]");
    }

    #[test]
    fn whole_segments_count_and_the_longest_rule() {
        let rules = [proxy("/api=http://a"), proxy("/api/deep=http://b"), proxy("/x=http://c")];
        let host = |path| Proxy::of(&rules, path).map(|rule| &*rule.host);
        assert_eq!(host("/api"), Some("a"));
        assert_eq!(host("/api/deeper"), Some("a"));
        assert_eq!(host("/api/deep/er"), Some("b"));
        assert_eq!(host("/apis"), None);
        assert_eq!(host("/"), None);
        assert_eq!(Proxy::of(&[proxy("/=http://d")], "/any").unwrap().host, "d");
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for wrong in [
            "",
            "/api",
            "api=http://a",
            "/api=a:80",
            "/api=ftp://a",
            "/api=http://",
            "/api=http://user@a",
            "/api=http://a/?q",
            "/__wasmrun=http://a",
            "/__wasmrun/x=http://a",
            "/a/../b=http://a",
        ] {
            assert!(wrong.parse::<Proxy>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn dots_are_found_however_they_are_written() {
        for dots in ["/a/../b", "/..", "/./a", "/%2e%2E/a", "/a%2f..%2fb", "/a\\..\\b", "/a%5C.."] {
            assert!(has_dots(dots), "{dots}");
        }
        for plain in ["/", "/a..b", "/.well-known/x", "/...", "/%252e%252e/"] {
            assert!(!has_dots(plain), "{plain}");
        }
    }
}
