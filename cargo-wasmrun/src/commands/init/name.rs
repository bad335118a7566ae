//! A new project's name, which may stand in sources, manifests and pages.

use std::path::Path;

use crate::plugins::Error;

/// The most characters of a name.
const MOST: usize = 100;

/// The name that was given, or else what can be used of the folder's name.
///
/// # Errors
/// If the name that was given may mean more than itself in a source: templates put it between quotes.
pub(super) fn project_name(given: Option<&str>, folder: &Path) -> Result<String, Error> {
    match given {
        Some(name) if is_name(name) => Ok(name.to_owned()),
        Some(name) => Err(Error::BadProjectName(name.to_owned())),
        None => Ok(from_folder(folder)),
    }
}

fn is_name(name: &str) -> bool {
    let begins = name.starts_with(|first: char| first.is_alphanumeric() || first == '_');
    begins && !name.ends_with(' ') && name.chars().all(is_allowed) && name.chars().count() <= MOST
}

fn is_allowed(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, ' ' | '-' | '_' | '.')
}

/// The folder's name with `-` for all that no name may hold.
fn from_folder(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let name = name.chars().map(|it| if is_allowed(it) { it } else { '-' }).take(MOST);
    let name: String = name.collect();
    let name = name.trim_matches([' ', '-', '.']);
    if name.is_empty() { "project".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_nothing_but_itself() {
        for name in ["hello", "the ball", "Äpfel 2.0", "_a-b", "3d", "日本"] {
            assert_eq!(project_name(Some(name), Path::new("x")).unwrap(), name);
        }
        let long = "n".repeat(MOST + 1);
        for name in ["", " a", "a ", "..", "-x", "a/b", "a\\b", "a\"b", "a\nb", "{}", "%s", &long] {
            assert!(project_name(Some(name), Path::new("x")).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_folder_always_has_a_name_for_its_project() {
        let named = |folder: &str| project_name(None, Path::new(folder)).unwrap();
        assert_eq!(named("/home/me/My game"), "My game");
        assert_eq!(named("a\"b{c}"), "a-b-c");
        assert_eq!(named(".hidden"), "hidden");
        for folder in ["/", "\"\"", "..."] {
            assert_eq!(named(folder), "project");
        }
        for folder in ["{x}", "$HOME", "-rf", " a ", &"n".repeat(300)] {
            assert!(is_name(&named(folder)), "{folder}");
        }
    }
}
