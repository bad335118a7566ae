//! The environment that plugins get: ours, without secrets.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::config::Environment;

/// Beginnings of the names of secrets.
const PREFIXES: &[&str] = &["AWS_", "AZURE_", "GOOGLE_APPLICATION_"];
/// Ends of the names of secrets.
const SUFFIXES: &[&str] = &[
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "CREDENTIALS",
    "API_KEY",
    "ACCESS_KEY",
    "SECRET_KEY",
    "PRIVATE_KEY",
];

/// The variables for a plugin; `WASMRUN` names the program that starts it.
pub(super) fn for_plugin(
    environment: &Environment,
    executable: Option<&Path>,
) -> Vec<(OsString, OsString)> {
    let kept = environment.iter().filter(|(name, _)| !is_secret(name));
    let mut variables: Vec<(OsString, OsString)> =
        kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    if let Some(executable) = executable {
        variables.push(("WASMRUN".into(), executable.into()));
    }
    variables
}

fn is_secret(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_uppercase();
    PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_here() {
        for secret in
            ["CARGO_REGISTRY_TOKEN", "npm_token", "AWS_REGION", "DB_PASSWORD", "X_API_KEY"]
        {
            assert!(is_secret(OsStr::new(secret)), "{secret}");
        }
        for harmless in ["PATH", "HOME", "WASI_SDK_PATH", "TOKENIZER", "KEYBOARD", "LANG"] {
            assert!(!is_secret(OsStr::new(harmless)), "{harmless}");
        }
    }

    #[test]
    fn the_host_is_named() {
        let environment: Environment = [("A".into(), "1".into())].into_iter().collect();
        let variables = for_plugin(&environment, Some(Path::new("/bin/cargo-wasmrun")));
        assert_eq!(
            variables,
            [("A".into(), "1".into()), ("WASMRUN".into(), "/bin/cargo-wasmrun".into())]
        );
    }
}
