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
    replace(&path, document.to_string().as_bytes()).map_err(unwritable)
}

/// Gives the file a new content, all at once; who may read it stays, and a link to it too.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = dunce::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut file = tempfile::NamedTempFile::new_in(target.parent().unwrap_or(path))?;
    file.write_all(content)?;
    if let Ok(data) = fs_err::metadata(&target) {
        file.as_file().set_permissions(data.permissions())?;
    }
    file.persist(&target).map(drop).map_err(|error| error.error)
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

    #[cfg(unix)]
    #[test]
    fn a_link_and_who_may_read_stay() {
        use std::os::unix::fs::PermissionsExt as _;

        let home = tempfile::tempdir().unwrap();
        let (link, file) = (home.path().join("config.toml"), home.path().join("dotfile"));
        fs_err::write(&file, "# mine\n").unwrap();
        fs_err::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        fs_err::os::unix::fs::symlink(&file, &link).unwrap();
        set_plugin_enabled(home.path(), "c", false).unwrap();
        assert!(link.is_symlink());
        let text = fs_err::read_to_string(&file).unwrap();
        assert!(text.contains("# mine") && text.contains("enabled = false"), "{text}");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
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
