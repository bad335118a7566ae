//! What a person reads of a plugin before saying yes or no.

use super::{Package, Popularity};
use crate::output::rows;

/// All that is known of `package`, a line each.
pub(super) fn describe(package: &Package, popularity: Option<&Popularity>) -> String {
    let Package { name, version, description, license, authors, repository, .. } = package;
    let capabilities = package.manifest().and_then(|manifest| manifest.capabilities);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let downloads = popularity.map(|Popularity { downloads, recent_downloads, .. }| {
        format!("{downloads}, {recent_downloads} of them in the last 90 days")
    });
    rows(&[
        ("package", format!("{name} {version}")),
        ("description", text(description)),
        ("owners", popularity.map(|known| known.owners.join(", ")).unwrap_or_default()),
        ("authors", authors.join(", ")),
        ("downloads", downloads.unwrap_or_default()),
        ("licence", license.clone().unwrap_or_else(|| "none is named".to_owned())),
        ("repository", text(repository)),
        (
            "capabilities",
            capabilities.map_or("its package does not say".to_owned(), |names| names.join(", ")),
        ),
    ])
}
