//! Where a plugin comes from, and what cargo is told to get it from there.

use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

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
    /// The arguments that make cargo install `package` from here.
    pub(super) fn arguments(&self, package: &str) -> Vec<OsString> {
        match self {
            Self::CratesIo { requirement: None } => vec![package.into()],
            Self::CratesIo { requirement: Some(requirement) } => {
                vec![package.into(), "--version".into(), requirement.into()]
            }
            Self::Git { url, reference } => {
                let mut arguments = vec!["--git".into(), url.into(), package.into()];
                let reference = reference.as_ref().map(|reference| match reference {
                    Reference::Branch(name) => ["--branch", name],
                    Reference::Tag(name) => ["--tag", name],
                    Reference::Rev(name) => ["--rev", name],
                });
                arguments.extend(reference.into_iter().flatten().map(OsString::from));
                arguments
            }
            Self::Local { path } => vec!["--path".into(), path.into()],
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
        let arguments = |source: Source| {
            let arguments = source.arguments("wasmrun-plugin-x");
            arguments.join(std::ffi::OsStr::new(" ")).into_string().unwrap()
        };
        let requirement = Some("^1".to_owned());
        assert_eq!(arguments(Source::CratesIo { requirement }), "wasmrun-plugin-x --version ^1");
        let reference = Some(Reference::Tag("v1".to_owned()));
        assert_eq!(
            arguments(Source::Git { url: "https://h/x".to_owned(), reference }),
            "--git https://h/x wasmrun-plugin-x --tag v1"
        );
        assert_eq!(arguments(Source::Local { path: "/x".into() }), "--path /x");
    }
}
