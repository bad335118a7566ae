//! Whether a project is meant for a browser.

use std::path::Path;

/// Frameworks whose programs are pages.
const FRAMEWORKS: [&str; 4] = ["yew", "leptos", "dioxus", "sycamore"];

/// Whether the project in `root` is a web app: its page is marked for Trunk, or it uses a framework for
/// pages, or it has a page and wasm-bindgen.
pub(crate) fn is_webapp(root: &Path) -> bool {
    let page = fs_err::read_to_string(root.join("index.html"));
    if page.as_ref().is_ok_and(|page| is_for_trunk(page)) {
        return true;
    }
    let manifest = fs_err::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
    let uses = |name: &str| dependencies.is_some_and(|table| table.contains_key(name));
    FRAMEWORKS.into_iter().any(uses) || (page.is_ok() && uses("wasm-bindgen"))
}

/// Whether a page is marked for Trunk.
pub(crate) fn is_for_trunk(page: &str) -> bool {
    page.contains("data-trunk")
}

/// The title that Dioxus' own settings give the page.
pub(crate) fn title(root: &Path) -> Option<String> {
    let settings = fs_err::read_to_string(root.join("Dioxus.toml")).ok()?;
    let settings: toml::Table = settings.parse().ok()?;
    Some(settings.get("web")?.get("app")?.get("title")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_that_of_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(title(folder.path()), None);
        fs_err::write(folder.path().join("Dioxus.toml"), "[web.app]\ntitle = \"Dice\"\n").unwrap();
        assert_eq!(title(folder.path()).as_deref(), Some("Dice"));
    }

    #[test]
    fn pages_and_frameworks_are_for_browsers() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs_err::write(folder.path().join(name), text).unwrap();
        let manifest = |dependency: &str| {
            write("Cargo.toml", &format!("[package]\nname = \"a\"\n[dependencies]\n{dependency}"));
        };
        manifest("serde = \"1\"\n");
        assert!(!is_webapp(folder.path()));
        manifest("yew = { version = \"0.21\", features = [\"csr\"] }\n");
        assert!(is_webapp(folder.path()));
        manifest("wasm-bindgen = \"0.2\"\n");
        assert!(!is_webapp(folder.path()));
        write("index.html", "<p>");
        assert!(is_webapp(folder.path()));
        manifest("");
        assert!(!is_webapp(folder.path()));
        write("index.html", "<link data-trunk rel=\"rust\">");
        assert!(is_webapp(folder.path()));
    }
}
