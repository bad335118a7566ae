//! Where a plugin comes from, and what cargo is told to get it from there.

use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Package;

/// Where a plugin comes from. An update follows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// A registry, crates.io unless cargo is configured otherwise.
    CratesIo {
        /// The versions that would do, as the user wrote them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        requirement: Option<String>,
    },
    /// A git repository.
    Git {
        /// Its address.
        url: String,
        /// What to take from it; the default branch if nothing is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<Reference>,
    },
    /// A folder on this machine.
    Local {
        /// The folder, absolute.
        path: PathBuf,
    },
}

/// What to take from a git repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// The newest commit of a branch.
    Branch(String),
    /// A tag.
    Tag(String),
    /// A commit.
    Rev(String),
}

impl Source {
    /// What a manifest says to depend on a package from here.
    pub(super) fn dependency(&self) -> toml_edit::InlineTable {
        let mut table = toml_edit::InlineTable::new();
        match self {
            Self::CratesIo { requirement } => {
                table.insert("version", requirement.as_deref().unwrap_or("*").into());
            }
            Self::Git { url, reference } => {
                table.insert("git", url.into());
                if let Some((kind, name)) = reference.as_ref().map(Reference::parts) {
                    table.insert(kind, name.into());
                }
            }
            // A path that is not UTF-8 is not found: TOML has no way to write it.
            Self::Local { path } => {
                table.insert("path", path.to_string_lossy().as_ref().into());
            }
        }
        table
    }

    /// The arguments that make cargo install this package from here, and no other version.
    pub(super) fn arguments(&self, package: &Package) -> Vec<OsString> {
        let name = &package.name;
        match self {
            Self::CratesIo { .. } => {
                vec![name.into(), "--version".into(), format!("={}", package.version).into()]
            }
            Self::Git { url, reference } => {
                let mut arguments = vec!["--git".into(), url.into(), name.into()];
                let reference = reference.as_ref().map(Reference::parts);
                let (kind, value) = match &package.revision {
                    Some(revision) => ("rev", revision.as_str()),
                    None => reference.unwrap_or(("rev", "HEAD")),
                };
                arguments.extend([format!("--{kind}").into(), value.into()]);
                arguments
            }
            Self::Local { path } => vec!["--path".into(), path.into()],
        }
    }
}

impl Reference {
    /// What cargo calls it, and its value.
    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Branch(name) => ("branch", name),
            Self::Tag(name) => ("tag", name),
            Self::Rev(name) => ("rev", name),
        }
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CratesIo { .. } => formatter.write_str("crates.io"),
            Self::Git { url, .. } => write!(formatter, "{url}"),
            Self::Local { path } => write!(formatter, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_told_where_to_look() {
        let dependency = |source: Source| source.dependency().to_string();
        let requirement = Some("^1".to_owned());
        assert_eq!(dependency(Source::CratesIo { requirement }), "{ version = \"^1\" }");
        let reference = Some(Reference::Tag("v1".to_owned()));
        let url = "https://h/x".to_owned();
        assert_eq!(
            dependency(Source::Git { url, reference }),
            "{ git = \"https://h/x\", tag = \"v1\" }"
        );
        assert_eq!(dependency(Source::Local { path: "/x".into() }), "{ path = \"/x\" }");
    }

    #[test]
    fn cargo_installs_what_was_shown() {
        let arguments = |source: Source, revision: Option<&str>| {
            let package = serde_json::json!({"name": "x", "version": "1.2.3"});
            let mut package: Package = serde_json::from_value(package).unwrap();
            package.revision = revision.map(str::to_owned);
            let arguments = source.arguments(&package);
            arguments.join(std::ffi::OsStr::new(" ")).into_string().unwrap()
        };
        let requirement = Some("^1".to_owned());
        assert_eq!(arguments(Source::CratesIo { requirement }, None), "x --version =1.2.3");
        let git = Source::Git { url: "https://h/x".to_owned(), reference: None };
        assert_eq!(arguments(git, Some("abc")), "--git https://h/x x --rev abc");
    }
}
