//! What `setup` brings: one version of the compiler and of the library for WASI.

use std::path::PathBuf;

use wasmrun_plugin_sdk::Context;
use wasmrun_plugin_sdk::download::NpmPackages;

/// The pinned packages. Their versions stand in `pinned/package.json`, their checksums beside it.
pub(super) const PACKAGES: NpmPackages = NpmPackages {
    title: "AssemblyScript 0.28.20 and its library for WASI 0.1.0 (104 MB on disk)",
    manifest: include_str!("../../pinned/package.json"),
    lock: include_str!("../../pinned/package-lock.json"),
};

/// Where they are, once they were brought.
pub(super) fn folder(cx: &Context) -> PathBuf {
    cx.dirs().data.join("assemblyscript-0.28.20")
}

/// That folder, if it holds what is pinned.
pub(super) fn brought(cx: &Context) -> Option<PathBuf> {
    Some(folder(cx)).filter(|folder| PACKAGES.are_in(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_exact_and_checked() {
        let manifest: serde_json::Value = serde_json::from_str(PACKAGES.manifest).unwrap();
        let lock: serde_json::Value = serde_json::from_str(PACKAGES.lock).unwrap();
        for (name, version) in manifest["dependencies"].as_object().unwrap() {
            let locked = &lock["packages"][format!("node_modules/{name}")];
            assert_eq!(&locked["version"], version);
            assert!(PACKAGES.title.contains(version.as_str().unwrap()));
        }
        let packages = lock["packages"].as_object().unwrap();
        let brought = packages.iter().filter(|(path, _)| !path.is_empty());
        assert!(brought.clone().count() >= 2);
        for (path, package) in brought {
            assert!(package["integrity"].is_string(), "{path}");
        }
    }
}
