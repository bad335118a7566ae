//! Changes the user's `config.toml` where it stands: everything else in it stays as it is.

use std::io::{self, Write as _};
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, value};

use super::Error;

/// Writes into `config.toml` in `home` whether the plugin `name` may be started.
///
/// A file that cannot be read is an error, and is not touched.
pub fn set_plugin_enabled(home: &Path, name: &str, enabled: bool) -> Result<(), Error> {
    let path = home.join("config.toml");
    let unwritable = |source| Error::Unwritable { path: path.clone(), source };
    let text = match fs_err::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(Error::Unreadable { path, source }),
    };
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let line = text.bytes().take(error.span().map_or(0, |span| span.start));
        let line = line.filter(|byte| *byte == b'\n').count() + 1;
        Error::Invalid { path: path.clone(), line, message: error.message().replace('\n', "; ") }
    })?;
    let plugins = document.entry("plugins").or_insert_with(implicit_table);
    if let Some(plugins) = plugins.as_table_like_mut() {
        let entry = plugins.entry(name).or_insert_with(|| Item::Table(Table::new()));
        if let Some(entry) = entry.as_table_like_mut() {
            entry.insert("enabled", value(enabled));
        }
    }
    fs_err::create_dir_all(home).map_err(unwritable)?;
    let mut file = tempfile::NamedTempFile::new_in(home).map_err(unwritable)?;
    file.write_all(document.to_string().as_bytes()).map_err(unwritable)?;
    file.persist(&path).map(drop).map_err(|error| unwritable(error.error))
}

/// A table that is only there for the tables in it.
fn implicit_table() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_meant_changes() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("config.toml");
        set_plugin_enabled(home.path(), "c", false).unwrap();
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "[plugins.c]\nenabled = false\n");
        fs_err::write(&path, "# mine\n[plugins.c]\npriority = 3 # high\n").unwrap();
        set_plugin_enabled(home.path(), "c", true).unwrap();
        assert_eq!(
            fs_err::read_to_string(&path).unwrap(),
            "# mine\n[plugins.c]\npriority = 3 # high\nenabled = true\n"
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_stays_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("config.toml");
        fs_err::write(&path, "[plugins\n").unwrap();
        assert!(matches!(
            set_plugin_enabled(home.path(), "c", false),
            Err(Error::Invalid { line: 1, .. })
        ));
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "[plugins\n");
    }
}
