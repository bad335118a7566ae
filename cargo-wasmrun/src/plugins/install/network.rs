//! How cargo was told to reach a registry, which holds for its site as well: a proxy, and whom to trust.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::Environment;

/// What cargo is configured with: its variables first, then its files, those of inner folders first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Network {
    /// The proxy for all requests; an empty one stands for none.
    pub(super) proxy: Option<String>,
    /// A file with the certificates to trust in place of the system's.
    pub(super) certificates: Option<PathBuf>,
}

/// The part of one of cargo's files that matters here.
#[derive(Default, Deserialize)]
struct CargoFile {
    #[serde(default)]
    http: HttpTable,
}

#[derive(Default, Deserialize)]
struct HttpTable {
    proxy: Option<String>,
    cainfo: Option<PathBuf>,
}

impl Network {
    /// Reads cargo's configuration. What cannot be read is left to cargo, which says so.
    pub(super) fn read(environment: &Environment, current_dir: &Path) -> Self {
        let from_variables = Self {
            proxy: environment
                .get("CARGO_HTTP_PROXY")
                .map(|proxy| proxy.to_string_lossy().into_owned()),
            certificates: environment.get("CARGO_HTTP_CAINFO").map(|file| current_dir.join(file)),
        };
        let home = environment.cargo_home();
        let folders = current_dir.ancestors().map(|folder| folder.join(".cargo"));
        folders.chain(home).filter_map(|folder| Self::of_folder(&folder)).fold(
            from_variables,
            |inner, outer| Self {
                proxy: inner.proxy.or(outer.proxy),
                certificates: inner.certificates.or(outer.certificates),
            },
        )
    }

    /// What the file in one of cargo's folders says. The name without an ending is the older one, which
    /// cargo prefers where both are there.
    fn of_folder(folder: &Path) -> Option<Self> {
        let files = ["config", "config.toml"].map(|name| folder.join(name));
        let text = files.iter().find_map(|file| fs_err::read_to_string(file).ok())?;
        let CargoFile { http } = toml::from_str(&text)
            .inspect_err(|error| tracing::debug!("in `{}`: {error}", folder.display()))
            .ok()?;
        let base = folder.parent().unwrap_or(folder);
        Some(Self { proxy: http.proxy, certificates: http.cainfo.map(|file| base.join(file)) })
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn write(file: &Path, text: &str) {
        fs_err::create_dir_all(file.parent().expect("it is in a folder")).expect("a folder");
        fs_err::write(file, text).expect("a file");
    }

    fn read(root: &Path, variables: &[(&str, &str)]) -> Network {
        let home = root.join("home/.cargo").into_os_string();
        let variables =
            variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let variables = variables.chain([("CARGO_HOME".into(), home)]);
        Network::read(&variables.collect(), &root.join("outer/inner"))
    }

    #[test]
    fn each_value_is_from_the_nearest_place() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        let home = "[http]\nproxy = 'home:1'\ncainfo = 'home.pem'\n";
        write(&root.join("home/.cargo/config.toml"), home);
        let at_home = Some(root.join("home/home.pem"));
        let expected = Network { proxy: Some("home:1".into()), certificates: at_home.clone() };
        assert_eq!(read(root, &[]), expected);
        write(&root.join("outer/.cargo/config.toml"), "[http]\nproxy = ''\n");
        let expected = Network { proxy: Some(String::new()), certificates: at_home };
        assert_eq!(read(root, &[]), expected);
        write(&root.join("outer/inner/.cargo/config.toml"), "[http]\ncainfo = 'inner.pem'\n");
        let inner = Some(root.join("outer/inner/inner.pem"));
        assert_eq!(read(root, &[]).certificates, inner);
        let variables = [("CARGO_HTTP_PROXY", "variable:1"), ("CARGO_HTTP_CAINFO", "variable.pem")];
        let expected = Network {
            proxy: Some("variable:1".into()),
            certificates: Some(root.join("outer/inner/variable.pem")),
        };
        assert_eq!(read(root, &variables), expected);
    }

    #[test]
    fn a_broken_file_is_passed_over_and_the_older_name_preferred() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        write(&root.join("outer/inner/.cargo/config.toml"), "[http\n");
        write(&root.join("home/.cargo/config.toml"), "[http]\nproxy = 'new:1'\n");
        write(&root.join("home/.cargo/config"), "[http]\nproxy = 'old:1'\n");
        assert_eq!(read(root, &[]).proxy.as_deref(), Some("old:1"));
    }
}
